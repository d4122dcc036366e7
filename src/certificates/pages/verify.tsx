import { printDate } from '../../kernel/wareki.ts'
import { findPlainDate } from '../../kernel/plain-date.ts'
import { ErrorSummary, KeyValues, Message, openPage, Rows, TextField, type OpenRequest } from '../../platform/screen/index.ts'
import { publicKeys } from '../mark/keys.ts'
import { verifyMark, type VerifyAnswer } from '../mark/verify.ts'
import type { Refusal } from '../../kernel/outcome.ts'
import { findingSentences, verdictTitles } from './verify-words.ts'

/** Anybody may ask whether a paper is genuine — 証明の検証. */
export const verifyPage = openPage({
  name: 'certificates.verify-page', path: 'certificates/verify', title: '証明の検証 - Yakuba', query: verifyMark, input: askedOf,
  view: (value, { request, refusals }) => <VerifyView value={value} request={request} refusals={refusals} />,
})

/** The public keys as a file, for verifying without the town — 公開鍵. */
export const publicKeysPage = openPage({ name: 'certificates.public-keys-file', path: 'certificates/keys', title: '署名鍵の公開鍵', query: publicKeys, input: () => ({}) })

/** Nothing is asked before the form is sent; an address that carries a mark only fills it in. */
function askedOf({ form }: OpenRequest) {
  if (form.get('mark') === undefined) return null
  return { mark: textOrNull(form.get('mark')) ?? '', number: textOrNull(form.get('number')) ?? '', checkCode: textOrNull(form.get('checkCode')) ?? '', birth: textOrNull(form.get('birth')) }
}

interface VerifyProps { readonly value: VerifyAnswer | null; readonly request: OpenRequest; readonly refusals: readonly Refusal[] }

function VerifyView({ value, request, refusals }: VerifyProps) {
  const { form, query } = request
  return (
    <form method="post" action={request.action} autocomplete="off">
      <h1>証明の検証</h1>
      {value ? <Answer value={value} /> : <p class="sub">{request.office.name}が発行した証明の紙が、発行したときのままで、いまも使えるかを確かめます。紙に書かれていないことは、何も表示しません。</p>}
      <ErrorSummary refusals={refusals} isFocused={refusals.length > 0} />
      <Rows>
        <TextField name="mark" label="検証マークの文字" need="required" width="full" value={form.get('mark') ?? query.get('mark')} refusals={refusals} hint="紙の二次元コードをカメラで読み取り、出てきた文字を貼り付けます。" />
        <TextField name="number" label="発行番号" need="required" width={16} value={form.get('number')} refusals={refusals} hint="紙の下の端にあります。例　R8-JU-000123" />
        <TextField name="checkCode" label="照合番号" need="required" width={24} value={form.get('checkCode')} refusals={refusals} hint="発行番号の右にあります。例　AB12-CD34-EF56-GH78" />
        <TextField name="birth" label="生年月日" need="optional" width={24} value={form.get('birth')} refusals={refusals} hint="紙に載っている一人の生年月日を、そのまま写します。" />
      </Rows>
      <p><button class="btn primary" type="submit" data-command="yes">確かめる <kbd>Ctrl+Enter</kbd></button></p>
      <p class="sub">役場の外で確かめるための公開鍵は <a href={request.action.replace(/verify$/, 'keys')}>こちら</a> にあります。</p>
    </form>
  )
}

const looks = { genuine: 'ok', altered: 'error', spoiled: 'alert', reissued: 'alert', unknown: 'error' } as const

function Answer({ value }: { value: VerifyAnswer }) {
  const { verdict, finding, paper } = value
  return (
    <>
      <Message kind={looks[verdict]} title={verdictTitles[verdict]} level={2}>
        <p>{finding === null ? comparedSentence(value) : findingSentences[finding]}</p>
      </Message>
      {paper ? <KeyValues facts={[{ label: '証明', value: paper.title }, { label: '発行番号', value: paper.number }, { label: '発行日', value: dayText(paper.issuedOn) }, { label: '枚数', value: `${paper.pages}枚` }]} /> : null}
    </>
  )
}

/** What was compared and what was not: a genuine mark says nothing of letters that nobody compared. */
function comparedSentence({ hasComparedBirth }: VerifyAnswer): string {
  return hasComparedBirth
    ? '署名、発行番号、照合番号と、写した生年月日が合っています。氏名や住所などほかの文字と印影は、この画面では比べていません。枚数も確かめてください。'
    : '署名、発行番号、照合番号が合っています。紙の文字は比べていません（印影も同じです）。生年月日を写して入れると、載っている人を確かめられます。'
}

function dayText(day: string): string {
  const on = findPlainDate(day)
  return on === undefined ? day : printDate(on)
}

function textOrNull(typed: string | undefined): string | null {
  return typed === undefined || typed.trim() === '' ? null : typed.trim()
}
