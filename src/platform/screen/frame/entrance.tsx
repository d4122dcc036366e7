import type { Child } from 'hono/jsx'
import { DocumentHead } from './frame.tsx'

export interface EntranceProps {
  /** Title of the window, without names. */
  readonly title: string
  /** Prefecture above the town's name, and what stands under it. */
  readonly town?: { readonly above?: string; readonly name: string; readonly below?: string }
  readonly news?: readonly { readonly when: string; readonly what: Child }[]
  readonly foot?: Child
  readonly footRight?: Child
  /** Something to read in place of a form: the town stands above it in one line, and the page has the whole width. */
  readonly isReading?: boolean
  /** The form, with its `h1`. */
  readonly children?: Child
}

/** Pages before the sign-in — 入口. The town at the left, the form at the right. */
export function Entrance({ title, town, news = [], foot, footRight, isReading = false, children }: EntranceProps) {
  return (
    <html lang="ja">
      <DocumentHead title={title} />
      <body class={isReading ? 'entrance reading' : 'entrance'} data-enter="submit">
        <header class="side">
          <p class="brand">Yakuba　総合行政情報システム</p>
          {town ? <p class="town">{town.above}<b>{town.name}</b>{town.below}</p> : null}
          {news.length > 0 ? <section class="news" aria-labelledby="news-h"><h2 id="news-h">お知らせ</h2><ul>{news.map((item) => <li><time>{item.when}</time><span>{item.what}</span></li>)}</ul></section> : null}
        </header>
        <main id="main">{children}</main>
        <footer class="foot"><span>{foot}</span>{footRight ? <span class="right">{footRight}</span> : null}</footer>
      </body>
    </html>
  )
}

export interface TownChoice { readonly value: string; readonly name: string; readonly note: string; readonly isPractice?: boolean; readonly isChosen?: boolean }

/** The choice of a town before the sign-in; practice towns carry the hatch. */
export function TownChoices({ name, legend, towns }: { name: string; legend: string; towns: readonly TownChoice[] }) {
  return (
    <fieldset>
      <legend class="vh">{legend}</legend>
      <div class="envs">{towns.map((town) => <label class={town.isPractice ? 'p' : undefined}><input type="radio" name={name} value={town.value} checked={town.isChosen} /><b>{town.name}</b><span>{town.note}</span></label>)}</div>
    </fieldset>
  )
}
