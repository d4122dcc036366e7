import type { Child } from 'hono/jsx'
import { assetUrl } from '../assets.ts'
import { Icon } from '../icon.tsx'
import { EffortMeter, type EffortGoal } from '../parts/effort-meter.tsx'

export interface Town {
  /** Six-digit 団体コード. */
  readonly code: string
  readonly name: string
  readonly environment: 'production' | 'practice'
}

/** One business on the rail; what the person may not open is not handed in. */
export interface RailEntry {
  /** Two characters: `住民`. */
  readonly label: string
  /** The rest of the word, for screen readers: `記録`. */
  readonly rest?: string
  readonly href: string
  /** Two letters of the key hints: `JU`. */
  readonly keys?: string
  readonly isCurrent?: boolean
  /** A line above this entry. */
  readonly startsGroup?: boolean
}

export interface KeyHint {
  readonly key: string
  readonly does: string
  /** Where the key leads, for people without script. */
  readonly href?: string
}

export interface Operator {
  readonly section: string
  readonly desk?: string
  readonly name: string
  /** `令和8年11月24日(火) 10:42` */
  readonly clock: string
  /** Where the sign-out is posted. */
  readonly leave?: string
}

/** Where the function keys lead on this page. */
export interface PageKeys {
  /** F1 */
  readonly help?: string
  /** Esc */
  readonly back?: string
  /** Alt+↓ */
  readonly next?: string
  /** Alt+↑ */
  readonly previous?: string
}

export interface FrameProps {
  readonly town: Town
  readonly rail: readonly RailEntry[]
  readonly me: Operator | null
  readonly keys: readonly KeyHint[]
  /** The effort of the present task, or a sentence at the right end of the key bar. */
  readonly effort?: EffortGoal | { readonly words: Child }
  /** Title of the window: the procedure, never a name, number or address. */
  readonly title: string
  readonly search?: { readonly action: string; readonly value?: string }
  readonly home?: string
  readonly leads?: PageKeys
  /** One line under the frame of a practice town: task, goal, time. */
  readonly practiceTask?: Child
  /** A protected person is on the page: it hides itself after 30 seconds and on Esc. */
  readonly isProtected?: boolean
  /** Where a browser print is logged; without it the browser prints an empty sheet. */
  readonly printLog?: string
  readonly enter?: 'next' | 'plain'
  readonly autoJump?: 'on' | 'off'
  readonly children?: Child
}

const htmxConfig = JSON.stringify({ includeIndicatorCSS: false, history: false, transitions: false, defaultTimeout: 20000 })

/** The page frame of every staff screen — 画面の枠. */
export function Frame(props: FrameProps) {
  const isPractice = props.town.environment === 'practice'
  return (
    <html lang="ja" class={isPractice ? 'practice' : undefined}>
      <DocumentHead title={`${props.title} - ${props.town.name} - Yakuba`} />
      <body data-enter={props.enter ?? 'next'} data-jump={props.autoJump === 'on' ? 'on' : undefined} data-protected={props.isProtected ? 'yes' : undefined} data-print-log={props.printLog}>
        <a class="skip" href="#main">本文へ</a>
        <p class="blank-print">この画面は、このままでは印刷できません。F9 で見本を開いて印刷してください。</p>
        <div class="frame">
          <TopBar {...props} />
          <nav class="rail" aria-label="業務"><ul>{props.rail.map((entry) => <RailLink {...entry} />)}</ul></nav>
          <main class="main" id="main" tabindex={-1}>
            {isPractice ? <p class="strip-line env-line"><b>研修の町です。ここの町民は全員が架空で、何をしても本番には届きません。</b>{props.practiceTask ? <span>{props.practiceTask}</span> : null}</p> : null}
            <p class="strip-line without-script">script が止まっています。日付やカナの読み取りと、変わることの一覧は「確かめる」で出ます。二字キー・自動の移動・自動保存は使えません。</p>
            {props.children}
            <p class="print-foot">{props.town.name}　{props.me ? `${props.me.section}　${props.me.name}　${props.me.clock}` : ''}　この印刷は記録されています。</p>
          </main>
          <KeyBar {...props} />
        </div>
        <p class="k8-note" role="status"><b>二字キー</b>黄色の二文字を続けて打つと、そこへ移ります。文字はどの画面でも同じです。<kbd>Esc</kbd>消す</p>
        <p class="waiting" id="waiting" role="status"></p>
        {props.isProtected ? <p class="cover">画面を隠しています。何かキーを押すと戻ります。</p> : null}
      </body>
    </html>
  )
}

/** The `head` of a page: one style sheet, two scripts, nothing from outside. */
export function DocumentHead({ title }: { title: string }) {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="htmx-config" content={htmxConfig} />
      <title>{title}</title>
      <link rel="icon" href={assetUrl('icons.svg')} type="image/svg+xml" />
      <link rel="stylesheet" href={assetUrl('yakuba.css')} />
      <script src={assetUrl('htmx.min.js')} defer></script>
      <script type="module" src={assetUrl('yakuba.js')}></script>
    </head>
  )
}

function TopBar({ town, search, me, home }: FrameProps) {
  return (
    <header class="top">
      <a class="env" href={home ?? `/${town.code}/`}><b>{town.name}</b><span>{town.environment === 'practice' ? '研修の町' : '本番'}</span></a>
      {search ? (
        <form class="find" role="search" method="post" action={search.action} data-enter="submit">
          <Icon name="find" />
          <label class="vh" for="q">人・世帯・番号を探す</label>
          <input id="q" name="q" type="search" autocomplete="off" accesskey="q" placeholder="カナ・漢字・生年月日・住所・宛名番号で探す" value={search.value ?? ''} />
          <kbd aria-hidden="true">F2</kbd>
        </form>
      ) : null}
      {me ? (
        <div class="me">
          <span>{me.section}{me.desk ? ` ${me.desk}` : ''}</span><span><b>{me.name}</b></span><span>{me.clock}</span>
          {me.leave ? <form method="post" action={me.leave}><button class="btn-text" type="submit">退席</button></form> : null}
        </div>
      ) : null}
    </header>
  )
}

function RailLink(entry: RailEntry) {
  return (
    <li class={entry.startsGroup ? 'gap' : undefined}>
      <a href={entry.href} data-k={entry.keys} aria-current={entry.isCurrent ? 'page' : undefined}>{entry.label}{entry.rest ? <span class="vh">{entry.rest}</span> : null}</a>
    </li>
  )
}

function KeyBar({ keys, effort, leads }: FrameProps) {
  return (
    <footer class="keys" aria-label="キー操作" data-band="keys" tabindex={-1}>
      <ul>{keys.map((hint) => <li>{hint.href ? <a href={hint.href}><KeyWords {...hint} /></a> : <KeyWords {...hint} />}</li>)}</ul>
      {effort ? <span class="effort">{'words' in effort ? effort.words : <EffortMeter {...effort} />}</span> : null}
      {leads ? <Leads {...leads} /> : null}
    </footer>
  )
}

function KeyWords({ key, does }: KeyHint) {
  return <><kbd>{key}</kbd>{does}</>
}

/** Links the keys follow; hidden because the key bar already names them. Help opens beside the page: what was typed stays. */
function Leads({ help, back, next, previous }: PageKeys) {
  return (
    <span hidden>
      {help ? <a href={help} rel="help" target="_blank">ヘルプ</a> : null}
      {back ? <a href={back} data-back="yes">戻る</a> : null}
      {next ? <a href={next} rel="next">次の人</a> : null}
      {previous ? <a href={previous} rel="prev">前の人</a> : null}
    </span>
  )
}
