import type { Refusal } from '../../kernel/outcome.ts'
import type { Stopped } from '../command/runner.ts'

/** An RFC 9457 problem as the API answers it. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly correlationId: string
  readonly refusals: readonly Refusal[]
}

/** The one place where a reason becomes a status. */
export const statusOf: Readonly<Record<Stopped['reason'], number>> = { input: 400, forbidden: 403, conflict: 409, refused: 422 }

const titles: Readonly<Record<number, string>> = {
  400: '入れた内容の形が違います', 401: 'サインインが必要です', 403: 'この役割では行えません', 404: '見つかりません',
  409: '先に行われたことと合いません', 413: '大きすぎます', 422: '受け付けられません', 429: '回数が多すぎます',
  500: 'システムの誤りです', 503: 'いまは処理できません',
}

export function problemOf(answer: Stopped, correlationId: string): Problem {
  const first = answer.refusals[0]
  return makeProblem(statusOf[answer.reason], { code: first?.code ?? 'command.refused', detail: first ? `${first.message}${first.remedy}` : '', refusals: answer.refusals, correlationId })
}

export interface ProblemParts { readonly code: string; readonly detail: string; readonly correlationId: string; readonly refusals?: readonly Refusal[] }

export function makeProblem(status: number, parts: ProblemParts): Problem {
  return { type: `urn:yakuba:problem:${parts.code}`, title: titles[status] ?? '処理できません', status, detail: parts.detail, code: parts.code, correlationId: parts.correlationId, refusals: parts.refusals ?? [] }
}

export function problemResponse(problem: Problem, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(problem), { status: problem.status, headers: { 'content-type': 'application/problem+json; charset=utf-8', 'cache-control': 'no-store', ...headers } })
}

export const notFound = (correlationId: string): Problem => makeProblem(404, { code: 'http.not-found', detail: 'この番地には何もありません。番地を確かめてください。', correlationId })
export const notSignedIn = (correlationId: string): Problem => makeProblem(401, { code: 'http.not-signed-in', detail: 'サインインしていないか、時間が過ぎました。もう一度サインインしてください。', correlationId })
export const outage = (correlationId: string): Problem => makeProblem(503, { code: 'http.outage', detail: 'データベースにつながらないため、何も保存していません。少し待って、同じ操作をもう一度してください。', correlationId })
export const diskFull = (correlationId: string): Problem => makeProblem(503, { code: 'http.disk-full', detail: '保存する場所に書けないため（いっぱいか、壊れています）、何も保存していません。システム管理者に知らせ、直ってから、もう一度してください。', correlationId })
export const bug = (correlationId: string): Problem => makeProblem(500, { code: 'http.bug', detail: `思わぬ誤りで止まりました。何も保存していません。番号 ${correlationId} をシステム管理者に伝えてください。`, correlationId })
export const tooLarge = (correlationId: string): Problem => makeProblem(413, { code: 'http.too-large', detail: '送られた内容が大きすぎます。ファイルは分けて送ってください。', correlationId })
export const badJson = (correlationId: string): Problem => makeProblem(400, { code: 'http.bad-json', detail: '本文をJSON（UTF-8）として読めません。形を直して送り直してください。', correlationId })
export const badPurpose = (correlationId: string): Problem => makeProblem(400, { code: 'http.bad-purpose', detail: '用件（X-Purpose）を読めません。UTF-8 をパーセントで書き表して、200字までで送ってください。', correlationId })
export const tooMany = (correlationId: string): Problem => makeProblem(429, { code: 'http.too-many', detail: 'IDや鍵の違う呼び出しが、短い間に続いたため、止めています。1分ほど待って、もう一度してください。', correlationId })
