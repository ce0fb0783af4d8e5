// By its name and not by `import()`: of a CommonJS module in a bundle that gives the default export alone.
export { prettyFactory } from 'pino-pretty';
