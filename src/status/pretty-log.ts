// Exported by name, because `import()` of a bundled CommonJS module gives the default export alone.
export { prettyFactory } from 'pino-pretty';
