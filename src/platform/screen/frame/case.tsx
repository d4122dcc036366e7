import type { Child } from 'hono/jsx'
import { CommandForm, type CommandFormProps } from './command-form.tsx'

export interface CaseProps {
  /** The one command of the page; then the three bands stand inside its form. */
  readonly form?: Omit<CommandFormProps, 'children' | 'class'>
  /** Width of the decision band; `paper` holds a sheet. */
  readonly decision?: 'narrow' | 'normal' | 'middle' | 'wide' | 'paper'
  /** A protected person: purple spine and edge. */
  readonly isProtected?: boolean
  readonly children?: Child
}

const widths = { narrow: ' d24', normal: '', middle: ' d30', wide: ' d34', paper: ' d43' }

/** A case screen: WHO, task bar, FACTS, DECISION — 三つの帯. */
export function Case({ form, decision = 'normal', isProtected, children }: CaseProps) {
  const names = `case${widths[decision]}${isProtected ? ' protected' : ''}`
  return form ? <CommandForm {...form} class={names}>{children}</CommandForm> : <div class={names}>{children}</div>
}

export interface WhoFact { readonly label: string; readonly value: Child; readonly note?: Child }

export interface WhoProps {
  /** Above the name: kana, or the number of a run. */
  readonly kana?: string
  readonly name: string
  /** After the name: `ほか3人`, a chip. */
  readonly kind?: Child
  /** Birth date and sex, address, household, party number: always in this order. */
  readonly facts: readonly WhoFact[]
  /** Who else has it open, last change. */
  readonly lock?: Child
  /** Chips in the fixed order: protection, suppression, draft, arrears, memo. */
  readonly warnings?: Child
  /** `thing` where the subject is a run or a proposal: the spine reads 対象. */
  readonly subject?: 'person' | 'thing'
  /** What stays in narrow windows beside the name: birth date, and the mark of a protected person. */
  readonly again?: Child
}

/** The WHO band — だれ. It never moves and has the same grid on every case screen. */
export function Who({ kana, name, kind, facts, lock, warnings, subject = 'person', again }: WhoProps) {
  return (
    <>
      <section class="band who" aria-labelledby="who-h" data-band="who" tabindex={-1} accesskey="w">
        <Spine words={subject === 'person' ? 'だれ' : '対象'} />
        <div class="in">
          <h2 class={subject === 'person' ? 'name' : 'name thing'} id="who-h">{kana ? <span class="kana">{kana}</span> : null}<b>{name}</b>{kind ? <small class="kind">{kind}</small> : null}</h2>
          <dl>{facts.map((fact) => <div><dt>{fact.label}</dt><dd>{fact.value}{fact.note ? <small> {fact.note}</small> : null}</dd></div>)}</dl>
          {lock ? <p class="lock">{lock}</p> : null}
          {warnings ? <div class="warns">{warnings}</div> : null}
        </div>
      </section>
      <p class="again" aria-hidden="true"><b>{name}</b>{again ? <>　{again}</> : null}</p>
    </>
  )
}

export interface TaskProps {
  /** The page's one `h1`: the running procedure. */
  readonly title: string
  readonly right?: Child
  /** `<Tabs>` or `<Steps>`. */
  readonly children?: Child
}

/** The task bar: procedure, tabs or steps, and what stands at its right end. */
export function Task({ title, right, children }: TaskProps) {
  return <div class="task"><h1>{title}</h1>{children}{right ? <div class="right">{right}</div> : null}</div>
}

export interface BandProps {
  /** Heading for screen readers, and on the screen with `isHeadingShown`. */
  readonly heading: string
  readonly isHeadingShown?: boolean
  readonly note?: Child
  readonly right?: Child
  readonly children?: Child
}

export interface FactsProps extends BandProps {
  /** `令和8年1月1日`: the facts are those of a past day, and no command is offered. */
  readonly asOf?: string
}

/** The FACTS band — 事実. What is recorded or filed. */
export function Facts({ asOf, children, ...band }: FactsProps) {
  return (
    <section class={asOf ? 'band facts past' : 'band facts'} aria-labelledby="facts-h" data-band="facts" tabindex={-1} accesskey="j">
      <Spine words="事実" />
      <div class="in">
        {asOf ? <p class="past-line">{asOf}の姿です。手続きは今日の姿から始めます。</p> : null}
        <BandHeading id="facts-h" {...band} />
        {children}
      </div>
    </section>
  )
}

/** The DECISION band — 決定. Worksheet, consequences, checks, approval, the one command. */
export function Decision({ children, ...band }: BandProps) {
  return (
    <section class="band decision" aria-labelledby="decision-h" data-band="decision" tabindex={-1} accesskey="k">
      <Spine words="決定" />
      <div class="in"><BandHeading id="decision-h" {...band} />{children}</div>
    </section>
  )
}

function Spine({ words }: { words: string }) {
  return <span class="spine" aria-hidden="true">{words}</span>
}

function BandHeading({ id, heading, isHeadingShown, note, right }: BandProps & { id: string }) {
  if (!isHeadingShown) return <h2 class="vh" id={id}>{heading}</h2>
  return <div class="sect-h"><h2 id={id}>{heading}</h2>{note ? <span class="note">{note}</span> : null}{right ? <span class="right">{right}</span> : null}</div>
}
