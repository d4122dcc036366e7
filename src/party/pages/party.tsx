import { readDate } from '../../kernel/date-input.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import { act, Case, CommandBar, CommandForm, DateField, Decision, Done, ErrorSummary, Facts, formFields, KeyValues, Masked, page, type PageRequest, Section, Table, Task, TextField, type ViewState, Who } from '../../platform/screen/index.ts'
import { endDeliveryAddress, setDeliveryAddress } from '../commands.ts'
import { partyKindTitles } from '../model.ts'
import { type PartyRecord, showParty } from '../queries.ts'

/** One addressee: name, address, where letters go — 宛名. */
export const partyPage = page({
  name: 'party.party', path: 'party/:id', query: showParty, input: (request) => ({ partyId: request.params['id'] ?? '' }),
  frame: () => ({ title: '宛名と送付先', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'Ctrl+Enter', does: '送付先を登録する' }] }),
  view: (value, state) => <PartyView party={value} state={state} />,
  acts: { set: act({ command: setDeliveryAddress, input: deliveryInput }), end: act({ command: endDeliveryAddress, input: endInput }) },
})

function typedDate(typed: string | undefined, today: PageRequest['today']): string | null {
  if (typed === undefined || typed.trim() === '') return null
  const read = readDate(typed, { today })
  return read.ok ? read.value.date : typed
}

function orNull(text: string | undefined): string | null {
  return text === undefined || text.trim() === '' ? null : text
}

function deliveryInput({ form, params, today }: PageRequest): unknown {
  return {
    partyId: params['id'] ?? '', residentId: null, levyCode: null, addressee: orNull(form.get('addressee')), postalCode: orNull(form.get('postalCode')?.normalize('NFKC').replace(/[^0-9]/g, '')),
    address: form.get('address') ?? '', reason: form.get('reason') ?? '', validFrom: typedDate(form.get('validFrom'), today) ?? today, validTo: typedDate(form.get('validTo'), today),
  }
}

function endInput({ form, today }: PageRequest): unknown {
  return { deliveryId: form.get('deliveryId') ?? '', validTo: typedDate(form.get('endsOn'), today) ?? today, expectedVersion: Number(form.get('expectedVersion')) }
}

interface ViewProps { readonly party: PartyRecord; readonly state: ViewState }

function PartyView({ party, state }: ViewProps) {
  const isProtected = [party.residentId, ...party.same.map((one) => one.residentId)].some((id) => id !== null && state.withheld.has(id))
  return (
    <Case isProtected={isProtected}>
      <Who kana={party.kana ?? ''} name={party.name} facts={[
        { label: '種類', value: partyKindTitles[party.kind] }, { label: '住所', value: isProtected ? <Masked /> : (party.address ?? '―') }, { label: '宛名番号', value: party.number },
      ]} />
      <Task title="宛名と送付先" right={party.residentId ? <><a href={state.request.link(`party/link/${party.residentId}`)}>住登外者との名寄せ</a>　<a href={state.request.link(`resident/record/${party.residentId}`)}>住民記録</a></> : undefined} />
      <Facts heading="宛名の内容">
        <ErrorSummary refusals={state.refusals} before="登録の前に" isFocused={state.refusals.length > 0} />
        <KeyValues facts={[
          ...party.same.map((one) => ({ label: one.isResident ? '同じ人（住民）' : '同じ人（住登外者）', value: <a href={state.request.link(one.isResident ? `resident/record/${one.residentId}` : `party/${one.partyId}`)}>宛名番号 {one.number}</a> })),
          { label: '法人番号', value: party.corporateNumber ?? '―' }, { label: '郵便番号', value: isProtected ? <Masked /> : (party.postalCode ?? '―') }, { label: '電話', value: isProtected ? <Masked /> : (party.phone ?? '―') },
        ]} />
        <Section title="送付先" note="終わったものも残ります"><Deliveries party={party} state={state} isProtected={isProtected} /></Section>
      </Facts>
      <Decision heading="送付先の登録" isHeadingShown>{isProtected ? <p>この人の送付先は、責任者が扱います。</p> : <NewDelivery state={state} />}</Decision>
    </Case>
  )
}

function Deliveries({ party, state, isProtected }: ViewProps & { isProtected: boolean }) {
  return (
    <Table caption="送付先" isCaptionHidden density="tight" rows={party.deliveries} columns={[
      { key: 'from', head: 'いつから', isRowHead: true, isUnbroken: true, cell: (one) => printDate(plainDate(one.validFrom), 'letter') },
      { key: 'to', head: 'いつまで', isUnbroken: true, cell: (one) => (one.validTo ? printDate(plainDate(one.validTo), 'letter') : '続いています') },
      { key: 'address', head: '送付先', cell: (one) => (isProtected ? <Masked /> : [one.address, one.addressee].filter((part) => part !== null).join('　')) },
      { key: 'reason', head: '理由', cell: (one) => one.reason },
      { key: 'end', head: '終わらせる', isHeadHidden: true, cell: (one) => (one.validTo === null && !isProtected ? <EndForm delivery={one} state={state} /> : '') },
    ]} empty={<p class="none">送付先はありません。書類は住所へ送ります。</p>} />
  )
}

function EndForm({ delivery, state }: { delivery: PartyRecord['deliveries'][number]; state: ViewState }) {
  return (
    <form method="post" action={state.action} autocomplete="off">
      <input type="hidden" name={formFields.act} value="end" /><input type="hidden" name={formFields.key} value={state.idempotencyKey} />
      <input type="hidden" name="deliveryId" value={delivery.deliveryId} /><input type="hidden" name="expectedVersion" value={delivery.version} />
      <label>終わりの日 <input class="in-t w6" name="endsOn" value="0" /></label> <button class="btn xs" type="submit">終わらせる</button>
    </form>
  )
}

function NewDelivery({ state }: { state: ViewState }) {
  if (state.carriedOut) return <Done title={state.carriedOut.command === 'party.end-delivery-address' ? '送付先を終わらせました' : '送付先を登録しました'}>次に出す書類から変わります。出した書類は変わりません。</Done>
  const { form, refusals } = state
  return (
    <CommandForm action={state.action} act="set" idempotencyKey={state.idempotencyKey}>
      <TextField name="postalCode" label="郵便番号" value={form.get('postalCode')} width={7} isNumber need="optional" refusals={refusals} />
      <TextField name="address" label="送付先の住所" value={form.get('address')} width="full" need="required" refusals={refusals} />
      <TextField name="addressee" label="送付先の名前" value={form.get('addressee')} width={16} need="optional" hint="本人あてなら空のまま" refusals={refusals} />
      <TextField name="reason" label="理由" value={form.get('reason')} width={16} need="required" refusals={refusals} />
      <DateField name="validFrom" label="いつから" value={form.get('validFrom')} hint="きょうからなら空のまま" refusals={refusals} />
      <DateField name="validTo" label="いつまで" value={form.get('validTo')} need="optional" refusals={refusals} />
      <CommandBar command="送付先を登録する" note="住所は変わりません。書類の送り先だけが変わります。" />
    </CommandForm>
  )
}
