import type { Child } from 'hono/jsx'
import type { Refusal } from '../../kernel/outcome.ts'
import type { Instant } from '../../kernel/plain-date.ts'
import { townDay, townTime } from '../clock/index.ts'
import type { Actor, Office } from '../command/tx.ts'
import type { Registry } from '../context/registry.ts'
import { printDate } from '../../kernel/wareki.ts'
import { DocumentHead, Frame } from '../screen/frame/frame.tsx'
import type { Problem } from './problem.ts'
import { Message } from '../screen/parts/message.tsx'
import { Head, Page as Column } from '../screen/frame/head.tsx'
import type { PageFrame } from '../screen/page.ts'

export interface FrameFacts {
  readonly registry: Registry
  readonly office: Office
  readonly actor: Actor
  readonly now: Instant
  /** Context whose rail entry is current. */
  readonly current: string | undefined
  /** The page whose help F1 opens; the counter's where there is none. */
  readonly page?: string | undefined
}

const helpKey = { key: 'F1', does: 'ヘルプ' }
const standingKeys = [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }]

/** The frame of every page inside a town; the rail comes from the manifests and the operator's rights. */
export function TownFrame({ facts, frame, children }: { facts: FrameFacts; frame: PageFrame; children?: Child }) {
  const { office, actor, now, page = 'counter.home' } = facts
  const base = `/${office.code}`
  return (
    <Frame
      town={{ code: office.code, name: office.name, environment: office.environment }}
      rail={railOf(facts)}
      me={{ section: actor.section, desk: actor.desk ?? undefined, name: actor.name, clock: `${printDate(townDay(now), 'long-weekday')} ${townTime(now)}`, leave: `${base}/sign-out` }}
      keys={[helpKey, ...(frame.keys ?? standingKeys).filter(({ key }) => key !== helpKey.key)]}
      effort={frame.effort}
      title={frame.title}
      search={searchOf(facts)}
      home={`${base}/`}
      leads={{ help: `${base}/help/${page}`, back: `${base}/`, ...frame.leads }}
      practiceTask={frame.practiceTask}
      isProtected={frame.isProtected}
      printLog={`${base}/printed`}
    >{children}</Frame>
  )
}

/** The search bar posts to the page that the register declares for it. */
function searchOf({ registry, office, actor }: FrameFacts): { action: string } | undefined {
  const page = registry.pages.get('resident.search')
  return page && actor.permissions.has(page.query.permission) ? { action: `/${office.code}/${page.path}` } : undefined
}

function railOf({ registry, office, actor, current }: FrameFacts) {
  return registry.contexts
    .filter((context) => context.rail && actor.permissions.has(context.rail.permission))
    .sort((a, b) => (a.rail?.order ?? 0) - (b.rail?.order ?? 0))
    .map((context) => ({
      label: context.rail?.label ?? '', rest: context.rail?.rest, href: `/${office.code}/${context.rail?.path ?? ''}`,
      keys: context.code, isCurrent: context.name === current, startsGroup: context.rail?.order === 100,
    }))
}

/** What stands where a page cannot be opened: what happened, why, what to do. */
export function StoppedPage({ refusals, back }: { refusals: readonly Refusal[]; back: string }) {
  return (
    <Column>
      <Head title="開けませんでした" />
      {refusals.map((refusal) => <Message kind="error" title={refusal.message}>{<p>{refusal.remedy}{refusal.article ? <small>（{refusal.article}）</small> : null}</p>}</Message>)}
      <p><a href={back}>窓口へ戻る</a></p>
    </Column>
  )
}

/** What somebody had typed when it went wrong. */
export interface Typed { readonly action: string; readonly entries: readonly (readonly [string, string])[] }

/** A problem outside any town: the same words as the API's answer, as a page. What was typed can be sent again from it. */
export function ProblemPage({ problem, typed }: { problem: Problem; typed?: Typed | undefined }) {
  return (
    <html lang="ja">
      <DocumentHead title={`${problem.title} - Yakuba`} />
      <body>
        <main class="pad" id="main" tabindex={-1}>
          <div class="head"><h1>{problem.title}</h1></div>
          <p>{problem.detail}</p>
          {typed && <SendAgain {...typed} />}
          <p><a href="/">サインインの画面へ</a></p>
          <p class="mute">番号 {problem.correlationId}</p>
        </main>
      </body>
    </html>
  )
}

/** The same form with the same key: sent again, it is carried out once. */
function SendAgain({ action, entries }: Typed) {
  return (
    <form method="post" action={action}>
      {entries.map(([name, value]) => <input type="hidden" name={name} value={value} />)}
      <p>入れた内容は、この画面に残っています。</p>
      <p><button class="btn" type="submit">同じ内容をもう一度送る</button></p>
      <p class="mute">二度送っても、一度だけ行われます。ファイルを選んでいたときは、次の画面で選び直してください。</p>
    </form>
  )
}
