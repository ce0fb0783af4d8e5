const CREATED = '{"create":{"status":201}},';

/** What Elasticsearch answers when it has created so many documents and is asked for errors and items only. */
export function createdAnswer(documents: number): string {
  return `{"errors":false,"items":[${CREATED.repeat(documents).slice(0, -1)}]}`;
}

/** How many documents a bulk body of `create` actions holds. */
export function documentsIn(body: Buffer): number {
  let lines = 0;
  for (let at = body.indexOf(10); at !== -1; at = body.indexOf(10, at + 1)) lines++;
  return lines / 2;
}
