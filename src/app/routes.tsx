import type { Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { signInLogged, samplePassword, sampleSignIns } from '../access/index.ts'
import { SignInPage } from '../access/pages/sign-in.tsx'
import { isId, sha256Hex } from '../platform/crypto/index.ts'
import { openIssued } from '../platform/document/index.ts'
import { makeFailureLimit } from '../platform/http/failure-limit.ts'
import { noValues, readForm } from '../platform/http/form.ts'
import type { Env } from '../platform/http/env.ts'
import type { AccessPort, TownPort } from '../platform/http/ports.ts'
import { answerProblem } from '../platform/http/answer.tsx'
import { problemOf, tooMany } from '../platform/http/problem.ts'
import { sessionCookie, visitOf } from '../platform/http/screens.tsx'
import { renderPage } from '../platform/screen/render.ts'
import { fileFormats, listFile } from '../platform/spreadsheet/index.ts'
import { listMunicipalities } from '../tenancy/index.ts'
import type { Yakuba } from './wiring.ts'

interface RouteParts { readonly yakuba: Yakuba; readonly access: AccessPort; readonly towns: TownPort }

/** Routes that are no page of a context: sign-in, sign-out, the log of browser prints. */
export function mountRoutes(app: Hono<Env>, parts: RouteParts): void {
  const limit = makeFailureLimit(() => parts.yakuba.clock.now())
  app.get('/', async (c) => {
    c.set('routeName', 'sign-in')
    return c.html(await drawSignIn(parts, { town: c.req.query('town') }))
  })
  app.post('/', async (c) => {
    c.set('routeName', 'sign-in')
    const form = await readForm(c.req.raw)
    const code = form.get('town') ?? ''
    const tenant = await parts.towns.findTenant(code)
    if (tenant === undefined) return c.html(await drawSignIn(parts, { failure: '町を選んでください。' }), 400)
    if (limit.isReached(c)) {
      c.header('retry-after', '60')
      return c.html(await drawSignIn(parts, { town: code, loginId: form.get('loginId'), failure: tooMany('').detail }), 429)
    }
    const outcome = await signInLogged(parts.yakuba.runner, { tenant, correlationId: c.get('correlationId') }, { loginId: form.get('loginId') ?? '', password: form.get('password') ?? '' })
    if (!outcome.ok) {
      limit.count(c)
      return c.html(await drawSignIn(parts, { town: code, loginId: form.get('loginId'), failure: outcome.refusals.map((refusal) => `${refusal.message}${refusal.remedy}`).join('') }), 401)
    }
    setCookie(c, sessionCookie, outcome.value.token, { path: `/${code}`, httpOnly: true, sameSite: 'Lax', secure: c.req.url.startsWith('https:') || c.req.header('x-forwarded-proto') === 'https' })
    return c.redirect(`/${code}/`, 303)
  })
  app.post('/:code{[0-9]{6}}/sign-out', async (c) => {
    c.set('routeName', 'sign-out')
    const code = c.req.param('code')
    const tenant = await parts.towns.findTenant(code)
    const token = getCookie(c, sessionCookie)
    if (tenant !== undefined && token) await parts.access.signOut(tenant, token)
    deleteCookie(c, sessionCookie, { path: `/${code}` })
    return c.redirect(`/?town=${code}`, 303)
  })
  mountTownRoutes(app, parts)
}

/** Issued papers and the log of browser prints, inside a town. */
function mountTownRoutes(app: Hono<Env>, parts: RouteParts): void {
  const screens = { runner: parts.yakuba.runner, registry: parts.yakuba.registry, access: parts.access, towns: parts.towns }
  app.get('/:code{[0-9]{6}}/documents/:id', async (c) => {
    c.set('routeName', 'document')
    const visit = await visitOf(screens, c, noValues)
    if (visit instanceof Response) return visit
    const found = await parts.yakuba.runner.transaction(visit.caller, async (tx) => await openIssued(tx, c.req.param('id')))
    if (!found.ok) return c.notFound()
    return c.body(Uint8Array.from(found.value), 200, { 'content-type': 'application/pdf', 'content-disposition': 'inline; filename="document.pdf"' })
  })
  app.get('/:code{[0-9]{6}}/files/:source/:id/:part/:format', async (c) => {
    c.set('routeName', 'file')
    const visit = await visitOf(screens, c, noValues)
    if (visit instanceof Response) return visit
    const download = parts.yakuba.registry.downloads.get(c.req.param('source'))
    const raw = c.req.param('format') === 'raw' ? download?.raw : undefined
    const format = fileFormats.find((one) => one === c.req.param('format'))
    if (!download || !(raw ?? format)) return c.notFound()
    const answer = await parts.yakuba.runner.ask(visit.caller, download.query, download.input(c.req.param('id'), c.req.param('part')))
    if (!answer.ok) return answerProblem(c, problemOf(answer, c.get('correlationId')))
    const file = raw ? raw(answer.value) : await listFile(download.rows(answer.value), format ?? 'csv')
    return c.body(Uint8Array.from(file.bytes), 200, { 'content-type': file.mediaType, 'content-disposition': `attachment; filename="${c.req.param('source')}-${c.req.param('part')}.${file.extension}"` })
  })
  app.get('/:code{[0-9]{6}}/pictures/:source/:id', async (c) => {
    c.set('routeName', 'picture')
    const visit = await visitOf(screens, c, noValues)
    if (visit instanceof Response) return visit
    const picture = parts.yakuba.registry.pictures.get(c.req.param('source'))
    if (!picture) return c.notFound()
    const answer = await parts.yakuba.runner.ask(visit.caller, picture.query, picture.input(c.req.param('id')))
    if (!answer.ok) return answerProblem(c, problemOf(answer, c.get('correlationId')))
    const found = picture.bytes(answer.value)
    return found === null ? c.notFound() : c.body(Uint8Array.from(found.bytes), 200, { 'content-type': found.mediaType, 'content-disposition': 'inline' })
  })
  app.post('/:code{[0-9]{6}}/printed', async (c) => {
    c.set('routeName', 'printed')
    const form = await readForm(c.req.raw)
    const visit = await visitOf(screens, c, form)
    if (visit instanceof Response) return visit
    const path = form.get('path') ?? ''
    await parts.yakuba.runner.transaction(visit.caller, async (tx) => {
      await tx.services.writeAudit(tx, { action: 'print', output: 'browser', subjectIds: idsIn(path), numberRevealed: false, asOf: null, outcome: 'done', detailDigest: sha256Hex(path) })
    })
    return c.body(null, 204)
  })
}

/** Ids in a path of ours: addresses hold nothing else about a person. */
function idsIn(path: string): string[] {
  return path.split(/[/?&=]/).filter(isId)
}

interface SignInState { readonly town?: string | undefined; readonly loginId?: string | undefined; readonly failure?: string }

async function drawSignIn({ yakuba }: RouteParts, state: SignInState): Promise<string> {
  const towns = await yakuba.database.transaction(null, async (db) => await listMunicipalities(db))
  const isPractice = towns.every((town) => town.environment === 'practice')
  return renderPage(<SignInPage towns={towns} state={state} samples={isPractice ? { password: samplePassword, signIns: sampleSignIns } : null} />)
}
