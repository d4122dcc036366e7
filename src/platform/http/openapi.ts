import { z } from 'zod'
import type { Command, Query } from '../command/define.ts'
import type { Schema } from '../command/schema.ts'
import type { Registry } from '../context/registry.ts'
import { pathOf } from './api.ts'

type Json = Record<string, unknown>

/** The OpenAPI 3.1 document of all commands and queries, made from the same schemas that parse them. */
export function openApiDocument(registry: Registry, version: string): Json {
  const paths: Record<string, Json> = {}
  for (const command of registry.commands.values()) paths[`/api/v1/{code}/${pathOf(command.name)}`] = { post: commandOperation(command) }
  for (const query of registry.queries.values()) {
    const path = `/api/v1/{code}/${pathOf(query.name)}`
    paths[path] = { ...paths[path], ...(query.sensitive ? { post: queryOperation(query) } : { get: queryOperation(query) }) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Yakuba API', version, description: 'Commands and queries of one town. Every command needs an Idempotency-Key; `?dry=true` says what would happen.', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    tags: registry.contexts.map((context) => ({ name: context.name, description: context.title })),
    security: [{ key: [] }],
    paths,
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } }, schemas: { Problem: problemSchema, Consequence: { type: 'object' } }, responses: { Problem: { description: 'RFC 9457 problem', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } } } },
  }
}

function commandOperation(command: Command): Json {
  return {
    operationId: command.name, summary: command.title, description: `${command.description}\n\nPermission: \`${command.permission}\``, tags: [command.name.split('.')[0]],
    parameters: [codeParameter, { name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string', format: 'uuid' } }, previewParameter, { name: 'dry', in: 'query', schema: { type: 'boolean' } }],
    requestBody: { required: true, content: { 'application/json': { schema: schemaOf(command.input, 'input') } } },
    responses: answers({ type: 'object', required: ['value', 'consequences', 'repeated'], properties: { value: schemaOf(command.output, 'output'), consequences: { type: 'array', items: { $ref: '#/components/schemas/Consequence' } }, commandId: { type: ['string', 'null'] }, previewId: { type: ['string', 'null'] }, repeated: { type: 'boolean' } } }),
  }
}

function queryOperation(query: Query): Json {
  const common = { operationId: query.name, summary: query.title, description: `${query.description}\n\nPermission: \`${query.permission}\``, tags: [query.name.split('.')[0]] }
  const responses = answers({ type: 'object', required: ['value', 'withheld'], properties: { value: schemaOf(query.output, 'output'), withheld: { type: 'array', items: { type: 'string' } } } })
  const input = schemaOf(query.input, 'input')
  if (query.sensitive) return { ...common, parameters: [codeParameter], requestBody: { required: true, content: { 'application/json': { schema: input } } }, responses }
  return { ...common, parameters: [codeParameter, ...queryParameters(input)], responses }
}

function queryParameters(input: Json): Json[] {
  const properties = (input['properties'] ?? {}) as Record<string, Json>
  const required = new Set((input['required'] ?? []) as string[])
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: required.has(name), schema }))
}

const previewParameter: Json = { name: 'X-Preview-Id', in: 'header', description: 'The preview of the dry run before, which was sent with the same Idempotency-Key: what was shown is compared with what is done, and 409 answers a difference.', schema: { type: 'string', format: 'uuid' } }
const codeParameter: Json = { name: 'code', in: 'path', required: true, description: '団体コード', schema: { type: 'string', pattern: '^[0-9]{6}$' } }

function answers(value: Json): Json {
  const problem = { $ref: '#/components/responses/Problem' }
  return { 200: { description: 'OK', content: { 'application/json': { schema: value } } }, 400: problem, 401: problem, 403: problem, 404: problem, 409: problem, 413: problem, 422: problem, 429: problem, 503: problem }
}

function schemaOf(schema: Schema, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' }) as Json
  return json
}

const refusalSchema: Json = {
  type: 'object',
  properties: { code: { type: 'string' }, message: { type: 'string' }, remedy: { type: 'string' }, article: { type: ['string', 'null'] }, field: { type: ['string', 'null'], description: 'JSON pointer' }, line: { type: ['integer', 'null'] } },
}

const problemSchema: Json = {
  type: 'object', required: ['type', 'title', 'status', 'code', 'correlationId'],
  properties: { type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, detail: { type: 'string' }, code: { type: 'string' }, correlationId: { type: 'string' }, refusals: { type: 'array', items: refusalSchema } },
}
