import type { Child } from 'hono/jsx'

export interface LensPerson {
  readonly name: string
  readonly href?: string
  readonly age?: number
  /** The person whose case is open. */
  readonly isCurrent?: boolean
  readonly isProtected?: boolean
  /** One cell for each scheme, in the order of `schemes`; null is ―. */
  readonly roles: readonly Child[]
  /** Why the schemes differ, with the article. */
  readonly why?: Child
}

export interface LensProps {
  readonly caption?: string
  readonly note?: Child
  /** 住民票, 医療保険, 住民税（令和8年度）, 児童手当 … */
  readonly schemes: readonly string[]
  readonly people: readonly LensPerson[]
  readonly id?: string
}

/** The same household as each scheme counts it — 世帯のレンズ. */
export function Lens({ caption = '世帯のレンズ', note, schemes, people, id = 'lens' }: LensProps) {
  return (
    <div class="scroll-x sect" id={id}>
      <table class="t tight lens wide">
        <caption>{caption}{note ? <small>{note}</small> : null}</caption>
        <thead><tr><th scope="col">人</th><th scope="col">年齢</th>{schemes.map((scheme) => <th scope="col">{scheme}</th>)}<th scope="col" class="why">違いの理由</th></tr></thead>
        <tbody>{people.map((person) => <PersonRow person={person} />)}</tbody>
      </table>
    </div>
  )
}

function PersonRow({ person }: { person: LensPerson }) {
  const name = person.href ? <a href={person.href}>{person.name}</a> : person.name
  return (
    <tr class={rowClass(person)}>
      <th scope="row" class={person.isCurrent ? 'strong' : undefined}>{name}</th>
      <td>{person.age ?? '―'}</td>
      {person.roles.map((role) => <td>{role ?? <span class="mute">―</span>}</td>)}
      <td class="why">{person.why ?? ''}</td>
    </tr>
  )
}

function rowClass(person: LensPerson): string | undefined {
  if (person.isProtected) return 'prot'
  return person.isCurrent ? 'sel' : undefined
}
