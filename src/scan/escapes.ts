/**
 * A text in JSON string form: the bytes between the quotes of a JSON string, then its line's end, `\n` or `\r\n` as escapes, and the
 * closing quote. In this form the envelope shows the text of a line to the formats' fast way, and a raw LF stands somewhere
 * behind it. What is valid in a string of the file is valid in one of the document, so that most of it is copied as it stands.
 *
 * Which escapes may occur in the text is the envelope's to say, by a function of this type: how many bytes the escape at `at`, a
 * backslash, has; 0 for one that it leaves to the decoded way. It may let through
 * - of the escapes of two bytes `\"`, `\\`, `\b`, `\f`, `\n`, `\r`, `\t`; not `\/`, in which the slash of an access log's time could hide;
 * - of those of six bytes, `\uXXXX` in lower case, control characters but LF and CR, `&`, `<` and `>`, and characters beyond ASCII but for halves of surrogate
 *   pairs: nothing that a format gives a meaning, or that ends the line.
 */
export type EscapeLength = (source: Buffer, at: number) => 0 | 2 | 6;
