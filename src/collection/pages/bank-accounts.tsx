import { readDate } from '../../kernel/date-input.ts'
import { act, Case, Chip, CommandBar, CommandForm, DateField, Decision, Done, ErrorSummary, Facts, page, type PageRequest, Radios, Rows, Select, Table, Task, TextField, type ViewState, Who } from '../../platform/screen/index.ts'
import { decideBankAccount, endBankAccount, registerBankAccount } from '../debit/account-commands.ts'
import { type AccountsValue, type AccountValue, showBankAccounts } from '../debit/queries.ts'
import { issueDebitStartNotice } from '../letters/commands.ts'
import { letterLinks } from './letter-links.ts'
import { FoldForm, SmallForm, SmallText } from './small-form.tsx'
import { doneText, shortDate } from './words.ts'

/** Accounts of one addressee: which are used for what, register one, end one — 口座の登録. */
export const bankAccountsPage = page({
  name: 'collection.bank-accounts', path: 'collection/account/:id/bank', query: showBankAccounts, input: (request) => ({ partyId: request.params['id'] ?? '' }),
  frame: () => ({ title: '口座の登録', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'Ctrl+Enter', does: '登録する' }] }),
  view: (value, state) => <AccountsView value={value} state={state} />,
  acts: {
    register: act({ command: registerBankAccount, input: accountInput }),
    letter: act({ command: issueDebitStartNotice, input: ({ form }) => ({ accountId: form.get('accountId') ?? '' }) }),
    decide: act({ command: decideBankAccount, input: ({ form }) => ({ accountId: form.get('accountId') ?? '', isGranted: form.get('isGranted') === 'yes', reason: form.get('reason')?.trim() || null }) }),
    end: act({ command: endBankAccount, input: ({ form }) => ({ accountId: form.get('accountId') ?? '', reason: form.get('reason') ?? '' }) }),
  },
})

const yucho = '9900'

function accountInput({ form, params, today }: PageRequest): unknown {
  const digits = (name: string): string => (form.get(name) ?? '').normalize('NFKC').replace(/\s/g, '')
  const day = (name: string): string => {
    const typed = form.get(name) ?? ''
    if (typed.trim() === '') return today
    const read = readDate(typed, { today })
    return read.ok ? read.value.date : typed
  }
  const [bankCode, branch] = [digits('bankCode'), digits('branchCode')]
  return {
    partyId: params['id'] ?? '', purpose: form.get('purpose') ?? '', levyCode: form.get('levyCode') || null, bankCode, branchCode: bankCode === yucho ? null : branch, symbol: bankCode === yucho ? branch : null,
    accountType: form.get('accountType') ?? '', number: digits('number'), holder: form.get('holder') ?? '', dueFrom: day('dueFrom'), appliedOn: day('appliedOn'), evidence: form.get('evidence')?.trim() || null,
  }
}

interface ViewProps { readonly value: AccountsValue; readonly state: ViewState }

const purposeWords: Readonly<Record<string, string>> = { debit: '口座振替', refund: '還付の振込先' }
const typeWords: Readonly<Record<string, string>> = { 1: '普通', 2: '当座', 3: '納税準備', 4: '貯蓄', 9: 'その他' }
const stateWords: Readonly<Record<string, string>> = { proposed: '決裁を待つ', active: '使う', suspended: '止まっている', ended: 'やめた' }

function AccountsView({ value, state }: ViewProps) {
  return (
    <Case isProtected={state.withheld.size > 0}>
      <Who kana={value.kana ?? ''} name={value.name} facts={[{ label: '宛名番号', value: value.number }]} />
      <Task title="口座の登録" right={<a href={state.request.link(`collection/account/${value.partyId}`)}>この人の台帳</a>} />
      <Facts heading="登録してある口座">
        <ErrorSummary refusals={state.refusals} before="登録する前に" isFocused={state.refusals.length > 0} />
        <Accounts value={value} state={state} />
      </Facts>
      <Decision heading="口座を登録する" isHeadingShown>
        {state.carriedOut ? <Done title={doneText(state.carriedOut)} links={[...letterLinks(state), ...(value.accounts.some((one) => one.purpose === 'refund') ? [{ label: '過誤納の処理', href: state.request.link('collection/refunds') }] : [])]} /> : null}
        <NewAccount value={value} state={state} />
      </Decision>
    </Case>
  )
}

function Accounts({ value, state }: ViewProps) {
  return (
    <Table caption="登録してある口座" isCaptionHidden density="tight" rows={value.accounts} rowState={(one) => (one.state === 'ended' ? 'quiet' : undefined)} columns={[
      { key: 'purpose', head: '用途', isRowHead: true, isUnbroken: true, cell: (one) => `${purposeWords[one.purpose] ?? ''}${one.levyTitle === null ? '' : `（${one.levyTitle}）`}` },
      { key: 'bank', head: '銀行・支店', isUnbroken: true, cell: (one) => (one.isSymbol ? `${one.bankCode}　記号 ${one.branch}` : `${one.bankCode}-${one.branch}`) },
      { key: 'number', head: '種目・番号', isUnbroken: true, cell: (one) => `${typeWords[one.accountType] ?? ''}　${one.number}` },
      { key: 'holder', head: '名義', cell: (one) => one.holder },
      { key: 'from', head: 'いつから', isUnbroken: true, cell: (one) => shortDate(one.dueFrom) },
      { key: 'state', head: '状態', cell: (one) => <><Chip kind={one.state === 'active' ? 'ok' : 'plain'}>{stateWords[one.state]}</Chip>{one.reason ? <span class="sub">{one.reason}</span> : null}</> },
      { key: 'end', head: 'やめる', isHeadHidden: true, cell: (one) => (one.state === 'ended' ? '' : <>{one.state === 'proposed' ? <DecideForm account={one} state={state} /> : null}<EndForm account={one} state={state} />{one.purpose === 'debit' && one.state === 'active' ? <SmallForm act="letter" state={state} hidden={{ accountId: one.accountId }}><button class="btn xs" type="submit">開始の通知書を出す</button></SmallForm> : null}</>) },
    ]} empty={<p class="none">口座はまだ登録されていません。</p>} />
  )
}

/** What another officer decides: the account against the passbook. */
function DecideForm({ account, state }: { account: AccountValue; state: ViewState }) {
  const form = { act: 'decide', state, hidden: { accountId: account.accountId } }
  if (account.isOwn || !state.request.actor.permissions.has('collection.approve')) return <p class="sub">ほかの職員が決裁します。それまで振り込みません。</p>
  return (
    <SmallForm {...form}>
      <SmallText of={form} name="reason" label="認めない理由" width={12} maxLength={200} /> <button class="btn xs primary" type="submit" name="isGranted" value="yes">振込先として認める</button> <button class="btn xs" type="submit" name="isGranted" value="no">認めない</button>
    </SmallForm>
  )
}

function EndForm({ account, state }: { account: AccountValue; state: ViewState }) {
  const form = { act: 'end', state, hidden: { accountId: account.accountId } }
  return <FoldForm title="やめる" {...form}><SmallText of={form} name="reason" label="理由" width={12} maxLength={200} /> <button class="btn xs" type="submit">この口座を使うのをやめる</button></FoldForm>
}

function NewAccount({ value, state }: ViewProps) {
  const typed = (name: string): string => state.form.get(name) ?? ''
  return (
    <CommandForm action={state.action} act="register" idempotencyKey={state.idempotencyKey}>
      <Rows>
        <Radios name="purpose" label="用途" need="required" value={typed('purpose') || 'debit'} refusals={state.refusals} choices={[{ value: 'debit', label: '口座振替' }, { value: 'refund', label: '還付の振込先' }]} />
        <Select name="levyCode" label="税目" value={typed('levyCode')} refusals={state.refusals} choices={[{ value: '', label: 'すべての税目' }, ...value.levies.map((levy) => ({ value: levy.code, label: levy.title }))]} />
        <TextField name="bankCode" label="銀行番号" need="required" value={typed('bankCode')} width={4} isNumber hint="4桁。ゆうちょ銀行は9900" refusals={state.refusals} />
        <TextField name="branchCode" label="支店番号・記号" need="required" value={typed('branchCode')} width={6} isNumber hint="支店番号3桁。ゆうちょ銀行は通帳の記号5桁" refusals={[...state.refusals, ...state.refusals.filter((one) => one.field === '/symbol').map((one) => ({ ...one, field: '/branchCode' }))]} />
        <Radios name="accountType" label="預金種目" need="required" value={typed('accountType') || '1'} refusals={state.refusals} choices={Object.entries(typeWords).map(([code, label]) => ({ value: code, label }))} />
        <TextField name="number" label="口座番号" need="required" value={typed('number')} width={9} isNumber refusals={state.refusals} />
        <TextField name="holder" label="口座名義（カナ）" need="required" value={typed('holder')} width={12} hint="通帳の裏のとおりに" refusals={state.refusals} />
        <DateField name="dueFrom" label="いつの納期から" value={typed('dueFrom')} hint="きょうからなら空のまま" refusals={state.refusals} />
        <DateField name="appliedOn" label="申込日" value={typed('appliedOn')} hint="きょうなら空のまま" refusals={state.refusals} />
        <TextField name="evidence" label="受付の番号" need="optional" value={typed('evidence')} width={12} refusals={state.refusals} />
      </Rows>
      <CommandBar command="登録する" note="前の口座は、新しい口座の納期の前まで使います。還付の振込先は、ほかの職員が決裁してから使います。番号は暗号にして保存し、下3桁だけ表示します。" />
    </CommandForm>
  )
}
