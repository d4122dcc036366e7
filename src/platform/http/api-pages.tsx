import { z } from 'zod'
import type { Command, Query } from '../command/define.ts'
import type { Registry } from '../context/registry.ts'
import { DocumentHead } from '../screen/frame/frame.tsx'
import { pathOf } from './api.ts'

/** Browsable documentation of the API, drawn from the same manifests as the OpenAPI document. */
export function ApiPages({ registry, version }: { registry: Registry; version: string }) {
  const contexts = registry.contexts.filter((context) => (context.commands?.length ?? 0) + (context.queries?.length ?? 0) > 0)
  return (
    <html lang="ja">
      <DocumentHead title="API - Yakuba" />
      <body>
        <a class="skip" href="#main">本文へ</a>
        <main class="pad" id="main" tabindex={-1}>
          <div class="head"><h1>Yakuba API <small>{version}</small></h1></div>
          <p>すべての命令（POST）に <code>Idempotency-Key</code>（UUID）と <code>Authorization: Bearer</code> が要ります。<code>?dry=true</code> を付けると、何も保存せずに変わることだけを返します。機械で読む文書は <a href="/api/v1/openapi.json">OpenAPI 3.1</a> です。誤りは RFC 9457 の形（<code>application/problem+json</code>）で返します。</p>
          <nav aria-label="業務"><ul>{contexts.map((context) => <li><a href={`#${context.name}`}>{context.title}</a></li>)}</ul></nav>
          {contexts.map((context) => (
            <section id={context.name} aria-labelledby={`${context.name}-h`}>
              <h2 id={`${context.name}-h`}>{context.title}　<small>{context.name}</small></h2>
              {(context.queries ?? []).map((query) => <Operation operation={query} method={query.sensitive ? 'POST' : 'GET'} />)}
              {(context.commands ?? []).map((command) => <Operation operation={command} method="POST" />)}
            </section>
          ))}
        </main>
      </body>
    </html>
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

function schemaText(schema: z.ZodType, io: 'input' | 'output'): string {
  return JSON.stringify(z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' }), null, 2)
}
