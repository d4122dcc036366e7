import { plainDate, type Instant } from '../../../../kernel/plain-date.ts'
import { amountText } from '../../../../kernel/text.ts'
import { printDate } from '../../../../kernel/wareki.ts'
import { townDay } from '../../../../platform/clock/index.ts'
import { act, Chip, CommandBar, CommandForm, Done, ErrorSummary, Head, Masked, page, ProtectChip, Radios, Section, Split, TextField, type PageRequest, type ViewState } from '../../../../platform/screen/index.ts'
import { yearOfRequest } from '../../pages/person-band.tsx'
import { checkDependants, decideDependant } from '../claim-commands.ts'
import { listClaims, type ClaimsView } from '../claim-queries.ts'

/** 扶養の重複: who is claimed by two, and whose they are. */
export const claimsPage = page({
  name: 'tax-individual.claimed-twice', path: 'tax-individual/dependants', query: listClaims, input: (request) => ({ fiscalYear: yearOfRequest(request) }),
  frame: () => ({ title: '扶養の重複', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '欄を移る' }, { key: 'Ctrl+Enter', does: '調べる' }] }),
  view: (value, state) => <ClaimsPage value={value} state={state} />,
  acts: {
    check: act({ command: checkDependants, input: (request) => ({ fiscalYear: yearOfRequest(request) }), after: stay }),
    decide: act({ command: decideDependant, input: keeperInput, after: stay }),
  },
})

function stay(_value: unknown, request: PageRequest): string {
  return `tax-individual/dependants?year=${yearOfRequest(request)}`
}

function keeperInput(request: PageRequest): unknown {
  const { form } = request
  return { claimedId: form.get('claimedId') ?? '', fiscalYear: yearOfRequest(request), keeperId: form.get('keeperId') ?? '', expectedVersion: Number(form.get('expectedVersion') ?? '0'), reason: form.get('reason') ?? '' }
}

function ClaimsPage({ value, state }: { value: ClaimsView; state: ViewState }) {
  return (
    <>
      <Head title="扶養の重複" note={`${value.fiscalYearText}　二人以上が、同じ人を配偶者や扶養親族にしている。夫婦が互いに配偶者特別控除を申告している`} />
      <Split sideLabel="調べる" side={(
        <CommandForm id="form-check" action={state.action} act="check" idempotencyKey={state.idempotencyKey} hidden={{ year: String(value.fiscalYear) }}>
          <Section title="調べる"><p>{value.foundAt === null ? 'まだ調べていないか、重複がありません。' : `${printDate(townDay(value.foundAt as Instant))}に調べました。`}</p></Section>
          <CommandBar command="重複を調べる" note="当初賦課も、始めに調べ直します。決まっていない二人は、計算から外します。" />
        </CommandForm>
      )}>
        <ErrorSummary refusals={state.refusals} before="決める前に" isFocused={state.refusals.length > 0} />
        {state.carriedOut?.command === checkDependants.name ? <Done title={`調べました。重複 ${amountText((state.carriedOut.value as { found: number }).found)}人`} /> : null}
        {state.carriedOut?.command === decideDependant.name ? <Done title="だれの扶養か決めました">ほかの人の申告にある扶養は、計算に入りません。夫婦の場合は、もう一人に配偶者特別控除がありません。</Done> : null}
        {value.items.length === 0 ? <p class="none">重複はありません。</p> : null}
        {value.isCut ? <p class="say">重複は{amountText(value.items.length)}人より多くあります。決まっていない人から出しています。決めると、続きが出ます。</p> : null}
        {value.items.map((one) => <ClaimedOne one={one} value={value} state={state} />)}
      </Split>
    </>
  )
}

type Item = ClaimsView['items'][number]

function ClaimedOne({ one, value, state }: { one: Item; value: ClaimsView; state: ViewState }) {
  const { link } = state.request
  const isOwnForm = state.form.get('claimedId') === one.claimed.personId
  if (one.isHidden) return <Section title="支援措置の人" right={<ProtectChip />}><p><Masked words="表示しません" />　担当の者が決めます。</p></Section>
  const written = one.claimed.birthOn === null ? '' : printDate(plainDate(one.claimed.birthOn), 'short')
  const couple = one.isCouple ? one.claimants.map((claimant) => claimant.name).join('・') : null
  return (
    <Section title={couple === null ? one.claimed.name : `${couple}　互いに配偶者特別控除`} note={`${written}　${one.claimed.number}`} right={one.version === 0 ? <Chip kind="alert">決まっていない</Chip> : <Chip kind="ok">決めた　{one.decidedByName ?? ''}</Chip>}>
      <CommandForm id={`form-${one.claimed.personId}`} action={state.action} act="decide" idempotencyKey={state.idempotencyKey} expectedVersion={one.version} hidden={{ year: String(value.fiscalYear), claimedId: one.claimed.personId }}>
        <Radios name="keeperId" pointer={`/keeperId/${one.claimed.personId}`} label={one.isCouple ? '配偶者特別控除を受ける人' : '扶養する人'} value={isOwnForm ? state.form.get('keeperId') : one.claimants.find((claimant) => claimant.keeps)?.personId} choices={one.claimants.map((claimant) => ({ value: claimant.personId, label: <><a href={link(`tax-individual/statements/${claimant.personId}?year=${value.fiscalYear}`)}>{claimant.name}</a>{claimant.sameHousehold ? '（同じ世帯）' : ''}</> }))} />
        <TextField name="reason" pointer={`/reason/${one.claimed.personId}`} label="理由" value={isOwnForm ? state.form.get('reason') : one.reason} need="required" width="full" maxLength={200} />
        <p><button class="btn" type="submit">{one.version === 0 ? decideWords(one) : '決め直す'}</button></p>
      </CommandForm>
    </Section>
  )
}

function decideWords({ isCouple }: Item): string {
  return isCouple ? 'この人が受けることとする' : 'この人の扶養とする'
}
