import { ecsSchema } from './ecs.ts';
import type { Schema, SchemaName } from './names.ts';
import { otelSchema } from './otel.ts';
import { usualSchema } from './short.ts';

/** All schemas that documents may have. */
export const SCHEMAS: Readonly<Record<SchemaName, Schema>> = {
  short: usualSchema,
  ecs: ecsSchema,
  otel: otelSchema,
};
