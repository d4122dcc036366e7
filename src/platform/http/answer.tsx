import type { Context } from 'hono'
import { renderPage } from '../screen/render.ts'
import type { Env } from './env.ts'
import { problemResponse, type Problem } from './problem.ts'
import { ProblemPage } from './town-frame.tsx'

/** JSON for programs, a page for people; the page gives back what was typed. */
export function answerProblem(c: Context<Env>, problem: Problem, more: Readonly<Record<string, string>> = {}): Response {
  const wantsPage = (c.req.header('accept') ?? '').includes('text/html')
  const headers = { ...(problem.status === 503 ? { 'retry-after': '10' } : {}), ...more }
  if (!wantsPage) return problemResponse(problem, headers)
  const form = c.get('typed')
  const page = <ProblemPage problem={problem} typed={form && { action: c.req.path, entries: form.entries }} />
  return new Response(renderPage(page), { status: problem.status, headers: { 'content-type': 'text/html; charset=utf-8', ...headers } })
}
