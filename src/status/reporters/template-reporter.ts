import type { TemplateEvents, TemplateResult, Unable } from '../../ship/template/template-events.ts';
import type { Logger } from '../log.ts';

export interface TemplateReporterOptions {
  /** The command that prints the template for an index and how to install it. */
  readonly command: (index: string) => string;
  /** The lifecycle policy that it is to name. */
  readonly policy: string | undefined;
}

/** What is said when a server can't have a part of the template, and the remedy. */
const UNABLE: Readonly<Record<Unable, readonly [string, string]>> = {
  'data-stream': [
    'This server has no data streams, documents go to an ordinary index of that name',
    'give --index in place of --data-stream, or use Elasticsearch 7.9 or later with X-Pack, or OpenSearch',
  ],
  ilm: [
    'This server has no lifecycle policies, the index template names none',
    'leave --lifecycle-policy out, and delete old indices in another way',
  ],
  ism: [
    'OpenSearch takes no lifecycle policy from an index template, the template names none',
    "write the index patterns into the policy's own ism_template (PUT _plugins/_ism/policies/NAME), and leave --lifecycle-policy out",
  ],
};

/** Logs what became of the index template. */
export class TemplateReporter implements TemplateEvents {
  readonly #log: Logger;
  readonly #for: TemplateReporterOptions;
  /** Of the template that is told of. */
  #command = '';

  constructor(log: Logger, options: TemplateReporterOptions) {
    this.#log = log;
    this.#for = options;
  }

  template(result: TemplateResult, index: string): void {
    this.#command = this.#for.command(index);
    switch (result.kind) {
      case 'made':
        this.#made(result.name, result.before);
        return;
      case 'there':
        this.#log.debug({ template: result.name }, 'The index template is there');
        return;
      case 'unneeded':
        return;
      case 'printed':
        this.#log.info(
          { template: result.template.path, install: this.#command, body: result.template.body },
          'The index template is missing, and only printed as --template says',
        );
        return;
      case 'others':
        this.#log.info(
          {
            templates: result.others,
            remedy: `to have the types that logagent knows, take them over from: ${this.#command}`,
          },
          "Another's index template is for the index and is left alone, fields have its types",
        );
        return;
      case 'other-schema':
        this.#otherSchema(result);
        return;
      case 'no-right':
        this.#notMade(
          result.cause,
          `let somebody who may install it: ${this.#command}; then start logagent with --template off`,
        );
        return;
      case 'not-taken':
        this.#notMade(result.cause, `see what the server says to: ${this.#command}; or give --template off`);
        return;
      case 'later':
        this.#notMade(result.cause, `nothing, it is tried again; or install it by: ${this.#command}`);
        return;
    }
  }

  unable(what: Unable): void {
    const [msg, remedy] = UNABLE[what];
    this.#log.error({ ...(what !== 'data-stream' && { policy: this.#for.policy }), remedy }, msg);
  }

  #made(template: string, before: readonly string[]): void {
    if (before.length === 0) this.#log.info({ template }, 'Index template made, new indices have its types');
    else
      this.#log.warn(
        {
          template,
          before,
          remedy: "give the others a higher priority if theirs are to count, then delete logagent's",
        },
        "Index template made, for the index it goes before others' of a lower priority",
      );
  }

  #otherSchema({ name, schema, wanted }: Extract<TemplateResult, { kind: 'other-schema' }>): void {
    this.#log.warn(
      {
        ...{ template: name, schema, wanted },
        remedy: `give all agents of an index one --schema, or this one another --index; if all have --schema ${wanted} by now, delete the template and start logagent again`,
      },
      'The index template of this index is for fields with the names of another --schema and is left alone, fields of these documents have types that Elasticsearch guesses',
    );
  }

  #notMade(cause: string, remedy: string): void {
    this.#log.warn(
      { cause, remedy },
      'The index template can not be made, documents are shipped without it and their fields have types that Elasticsearch guesses',
    );
  }
}
