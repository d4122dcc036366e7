import type { Sheet, SheetPage, SheetPerson, SheetRow } from '../model.ts'

/** One page of the paper in the order of the print form: the same content, drawn for the eye — 見本の紙面. */
export function SheetPicture({ sheet, index }: { sheet: Sheet; index: number }) {
  const page = sheet.pages[index]
  if (page === undefined) return <></>
  const isLast = index === sheet.pages.length - 1
  return (
    <>
      <h3>{sheet.title}</h3>
      {sheet.badges.map((words) => <p class="num">{words}</p>)}
      {sheet.headRows.length === 0 ? null : <table><tbody>{sheet.headRows.map((row) => <tr><th scope="row">{row.label}</th><td>{row.value}</td></tr>)}</tbody></table>}
      {page.persons.map((person) => <PersonBlock person={person} />)}
      <HistoryBlock page={page} />
      <CommonNames page={page} />
      {isLast ? <>{sheet.notes.map((words) => <p>{words}</p>)}<p>{sheet.certifies}</p><p>{sheet.issuedOn}</p><p class="num">{sheet.certifier}　［{sheet.seal}］</p></> : null}
      <p class="num">発行番号は、発行のときに付きます　{index + 1}／{sheet.pages.length}</p>
    </>
  )
}

function PersonBlock({ person }: { person: SheetPerson }) {
  return (
    <table>
      <tbody>
        <tr><td rowspan={person.rows.length + 1}>{person.number}</td><th scope="row">振り仮名<br />氏名</th><td colspan={person.relationship === null ? 3 : 1}>{person.furigana}<br /><b>{person.name}</b></td>{person.relationship === null ? null : <><th scope="row">続柄</th><td>{person.relationship}</td></>}</tr>
        {person.rows.map((row) => <BlockRow row={row} />)}
      </tbody>
    </table>
  )
}

function BlockRow({ row }: { row: SheetRow }) {
  if (row.label2 === null) return <tr><th scope="row">{row.label}</th><td colspan={3}>{row.value}</td></tr>
  return <tr><th scope="row">{row.label}</th><td>{row.value}</td><th scope="row">{row.label2}</th><td>{row.value2}</td></tr>
}

function HistoryBlock({ page }: { page: SheetPage }) {
  if (page.history.length === 0) return <></>
  return <table><tbody>{page.history.map((line) => <tr><td>{line.on}</td><td>{line.event}</td><td>{line.text}</td></tr>)}</tbody></table>
}

function CommonNames({ page }: { page: SheetPage }) {
  if (page.commonNames === null) return <></>
  return <><p><b>別紙　通称の記載及び削除に関する事項</b></p>{page.commonNames.length === 0 ? <p>記載及び削除の記録はありません。</p> : <table><tbody>{page.commonNames.map((line) => <tr><td>{line.name}</td><td>{line.act}</td><td>{line.on}</td><td>{line.municipality}</td></tr>)}</tbody></table>}</>
}

/** The sheet in words, for those who cannot see it. */
export function sheetLabel(sheet: Sheet): string {
  const persons = sheet.pages.reduce((sum, page) => sum + page.persons.length, 0)
  return `発行する紙の見本。${sheet.title}。${persons}人。${sheet.pages.length}枚。`
}
