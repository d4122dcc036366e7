import { z } from 'zod'
import type { Command, Query } from '../command/define.ts'
import type { Schema } from '../command/schema.ts'
import type { Registry } from '../context/registry.ts'
import { DocumentHead } from '../screen/frame/frame.tsx'
import { pathOf } from './api.ts'

/** Browsable documentation of the API, drawn from the same registry as the OpenAPI document: batches' commands too. */
export function ApiPages({ registry, version }: { registry: Registry; version: string }) {
  const rooms = registry.contexts.map((context) => ({
    context, queries: [...registry.queries.values()].filter((query) => query.name.startsWith(`${context.name}.`)), commands: [...registry.commands.values()].filter((command) => command.name.startsWith(`${context.name}.`)),
  })).filter((room) => room.queries.length + room.commands.length > 0)
  return (
    <html lang="ja">
      <DocumentHead title="API - Yakuba" />
      <body>
        <a class="skip" href="#main">本文へ</a>
        <div class="api">
          <nav aria-label="業務"><h2>業務</h2><ul><li><a href="#use">使い方</a></li>{rooms.map(({ context, queries, commands }) => <li><a href={`#${context.name}`}>{context.title}</a> <small>{queries.length + commands.length}</small></li>)}</ul></nav>
          <main id="main" tabindex={-1}>
            <h1>Yakuba API <small>{version}</small></h1>
            <Use />
            {rooms.map(({ context, queries, commands }) => (
              <section id={context.name} aria-labelledby={`${context.name}-h`}>
                <h2 id={`${context.name}-h`}>{context.title}　<small>{context.name}</small></h2>
                {queries.map((query) => <Operation operation={query} method={query.sensitive ? 'POST' : 'GET'} />)}
                {commands.map((command) => <Operation operation={command} method="POST" />)}
              </section>
            ))}
          </main>
        </div>
      </body>
    </html>
  )
}

const sample = `curl -X POST http://127.0.0.1:3000/api/v1/992011/tax-individual/decide-amount \\
  -H 'Authorization: Bearer <鍵>' -H 'Idempotency-Key: <UUID>' -H 'Content-Type: application/json' \\
  -d '{"personId":"…","fiscalYear":2026,"expectedDecisionNo":1,"reason":"…"}'`

function Use() {
  return (
    <section id="use" aria-labelledby="use-h">
      <h2 id="use-h">使い方</h2>
      <ul>
        <li>鍵は「職員と権限」の「APIの鍵」で作ります。一つの町だけに使え、権限は人と同じように決めます。ほかの町のものは 404 です。</li>
        <li>命令（POST）には <code>Idempotency-Key</code>（UUID）が要ります。同じ鍵と入力を二度送っても、一度だけ行い、はじめの答えを返します。入力が違えば 409 です。</li>
        <li><code>?dry=true</code> を付けると、何も保存せずに、変わることだけを返します。</li>
        <li>誤りは RFC 9457（<code>application/problem+json</code>）。<code>refusals</code> に、何が・なぜ・どうする、条、欄（JSON ポインター）、行が入ります。</li>
        <li>機械で読む文書は <a href="/api/v1/openapi.json">OpenAPI 3.1</a> です。</li>
      </ul>
      <pre tabindex={0}>{sample}</pre>
    </section>
  )
}

function Operation({ operation, method }: { operation: Command | Query; method: string }) {
  return (
    <details id={operation.name}>
      <summary><b>{operation.title}</b>　<code>{method} /api/v1/{'{code}'}/{pathOf(operation.name)}</code></summary>
      <p lang="en">{operation.description}</p>
      <p>権限：<code>{operation.permission}</code></p>
      <h3>入力</h3>
      <pre tabindex={0}>{schemaText(operation.input, 'input')}</pre>
      <h3>答え</h3>
      <pre tabindex={0}>{schemaText(operation.output, 'output')}</pre>
    </details>
  )
}

function schemaText(schema: Schema, io: 'input' | 'output'): string {
  return JSON.stringify(z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' }), null, 2)
}
