import { Constant } from '../../../scan/constant.ts';
import type { AccessNames } from '../../schemas/names.ts';

export const STRING_ENDS = new Constant('",');
export const NUMBER_ENDS = new Constant(',');

/** Bytes of the longest first address of a list that is copied twice. */
export const LONGEST_ADDRESS = 64;
/** Bytes of the longest request whose parts are copied; the reference reads longer ones. */
export const LONGEST_PARTS = 1024;
/** What a time may grow by when its unit is taken off: `1ns` becomes `0.000000001`. */
const SHIFTED_BYTES = 10;
/** A time that stands in what is left as well: nine digits, a point, nine digits. */
const REPEATED_BYTES = 19;

/** Names of the fields as the document has them, each up to where its value begins. */
export class AccessConstants {
  readonly ip: Constant;
  readonly domain: Constant;
  readonly vhost: Constant;
  readonly ident: Constant;
  readonly auth: Constant;
  readonly timestamp: Constant;
  readonly request: Constant;
  readonly status: Constant;
  readonly bytesSent: Constant;
  readonly referrer: Constant;
  readonly agent: Constant;
  readonly forwarded: Constant;
  readonly responseTime: Constant;
  readonly gzipRatio: Constant;
  readonly requestLength: Constant;
  readonly requestNumber: Constant;
  readonly router: Constant;
  readonly upstream: Constant;
  readonly extra: Constant;
  /** Of the request's parts; undefined where they are not wanted. */
  readonly parts: RequestConstants | undefined;
  /** The most bytes that are written beyond those of the line: names and punctuation, and what is copied twice. */
  readonly bytes: number;

  constructor(names: AccessNames, requestParts: boolean) {
    this.ip = Constant.stringMember(names.ip);
    this.domain = Constant.stringMember(names.domain);
    this.vhost = Constant.stringMember(names.vhost);
    this.ident = Constant.stringMember(names.ident);
    this.auth = Constant.stringMember(names.auth);
    this.timestamp = Constant.stringMember(names.timestamp);
    this.request = Constant.stringMember(names.request);
    this.status = Constant.member(names.status);
    this.bytesSent = Constant.member(names.bytes);
    this.referrer = Constant.stringMember(names.referrer);
    this.agent = Constant.stringMember(names.agent);
    this.forwarded = Constant.stringMember(names.forwarded);
    this.responseTime = Constant.member(names.responseTime);
    this.gzipRatio = Constant.member(names.gzipRatio);
    this.requestLength = Constant.member(names.requestLength);
    this.requestNumber = Constant.member(names.requestNumber);
    this.router = Constant.stringMember(names.router);
    this.upstream = Constant.stringMember(names.upstream);
    this.extra = Constant.stringMember(names.extra);
    this.parts = requestParts ? new RequestConstants(names) : undefined;
    const begins = Object.values(names).map((name: string) => Constant.stringMember(name).bytes.length);
    const punctuation = begins.reduce((sum, begin) => sum + begin + STRING_ENDS.bytes.length, 0);
    this.bytes =
      punctuation + LONGEST_ADDRESS + SHIFTED_BYTES + REPEATED_BYTES + (requestParts ? LONGEST_PARTS : 0);
  }
}

/** The same for the parts of a request. */
export class RequestConstants {
  readonly method: Constant;
  readonly path: Constant;
  readonly query: Constant;
  readonly httpVersion: Constant;

  constructor(names: AccessNames) {
    this.method = Constant.stringMember(names.method);
    this.path = Constant.stringMember(names.path);
    this.query = Constant.stringMember(names.query);
    this.httpVersion = Constant.stringMember(names.httpVersion);
  }
}
