import { act, DateField, page, type PageRequest, Radios, Rows, Select, TextField, type ViewState } from '../../platform/screen/index.ts'
import { submitNotification } from '../commands.ts'
import { nationalityGains } from '../inputs.ts'
import { personForm, type PersonForm } from '../record/forms.ts'
import { immigrationTitles } from '../record/rows.ts'
import { afterSubmission, echoOf, FilingRows, relationshipChoices } from './filing-parts.tsx'
import { dateOf, kanaOf, nameOf, textOf } from './form-values.ts'
import { foreignOf } from './moving-in.tsx'
import { common, Filing, input, keys, noticesOf } from './person-filings.tsx'

// Between the two kinds of records, and what the Immigration Services Agency tells.

const office = { relation: 'other', identityProof: 'none' } as const
const choicesOf = (titles: Readonly<Record<string, string>>) => Object.entries(titles).map(([value, label]) => ({ value, label }))

/** A foreign resident becomes Japanese — 帰化・国籍取得. */
export const naturalisationPage = page({
  name: 'resident.naturalisation', path: 'resident/naturalisation/:id', query: personForm, input,
  frame: (value) => ({ title: '帰化・国籍取得', keys, effort: { task: 'resident.naturalisation', label: 'この届出', goalSeconds: 60 }, isProtected: value.isProtected }),
  view: (value, state) => <NaturalisationView value={value} state={state} />,
  acts: {
    submit: act({
      command: submitNotification, after: afterSubmission,
      input: (request) => ({
        kind: 'naturalisation',
        notification: {
          ...common(request), gainedOn: dateOf(request.form, 'gainedOn', request.today) ?? '', gain: request.form.get('gain') ?? '', personId: request.params['id'], name: nameOf(request.form, 'name') ?? '', furigana: kanaOf(request.form, 'furigana'),
          registeredDomicile: textOf(request.form, 'registeredDomicile') ?? '', familyRegisterHead: nameOf(request.form, 'familyRegisterHead') ?? '', relationship: textOf(request.form, 'relationship'),
        },
      }),
    }),
  },
})

function NaturalisationView({ value, state }: { value: PersonForm; state: ViewState }) {
  const { form } = state
  const notices = noticesOf(state)
  return (
    <Filing value={value} state={state} title="帰化・国籍取得">
      <div class="sect">
        <Rows columns={2}>
          <FilingRows state={state} dayLabel="日本人となった日" dayName="gainedOn" filer={office} />
          <Radios {...notices} name="gain" label="別" value={form.get('gain') ?? 'naturalisation'} choices={choicesOf(nationalityGains)} hint="帰化は官報の告示の日、国籍取得は届出の日です" />
          <TextField {...notices} name="name" label="氏名" need="required" value={form.get('name')} hint="戸籍に記載された氏名" />
          <TextField {...notices} name="furigana" label="振り仮名" need="required" value={form.get('furigana')} />
          <TextField {...notices} name="registeredDomicile" label="本籍" need="required" width={24} value={form.get('registeredDomicile')} />
          <TextField {...notices} name="familyRegisterHead" label="筆頭者" need="required" value={form.get('familyRegisterHead')} />
          <Select {...notices} name="relationship" label="続柄" value={form.get('relationship')} choices={[{ value: '', label: '変えない' }, ...relationshipChoices]} />
        </Rows>
        <p class="sub">住所・生年月日・性別・宛名番号・住民票コード・個人番号は、そのまま引き継ぎます。通称と在留の事項は終わります。</p>
      </div>
    </Filing>
  )
}

/** A Japanese resident loses the nationality and stays — 国籍喪失. */
export const lossOfNationalityPage = page({
  name: 'resident.loss-of-nationality', path: 'resident/loss-of-nationality/:id', query: personForm, input,
  frame: (value) => ({ title: '国籍喪失', keys, effort: { task: 'resident.loss-of-nationality', label: 'この届出', goalSeconds: 60 }, isProtected: value.isProtected }),
  view: (value, state) => <LossView value={value} state={state} />,
  acts: {
    submit: act({
      command: submitNotification, after: afterSubmission,
      input: (request) => ({
        kind: 'loss-of-nationality',
        notification: {
          ...common(request), lostOn: dateOf(request.form, 'lostOn', request.today) ?? '', knownOn: dateOf(request.form, 'knownOn', request.today) ?? '', personId: request.params['id'],
          name: nameOf(request.form, 'name') ?? '', kana: kanaOf(request.form, 'kana'), nationality: textOf(request.form, 'nationality') ?? '',
        },
      }),
    }),
  },
})

function LossView({ value, state }: { value: PersonForm; state: ViewState }) {
  const { form, request: { today } } = state
  const notices = noticesOf(state)
  return (
    <Filing value={value} state={state} title="国籍喪失">
      <div class="sect">
        <Rows columns={2}>
          <FilingRows state={state} dayLabel="国籍を失った日" dayName="lostOn" filer={office} />
          <DateField {...notices} name="knownOn" label="知った日" need="required" value={form.get('knownOn')} echo={echoOf(form, 'knownOn', { today })} />
          <TextField {...notices} name="nationality" label="国籍・地域" need="required" value={form.get('nationality')} />
          <TextField {...notices} name="name" label="氏名" need="required" value={form.get('name')} hint="旅券のとおりに書きます" />
          <TextField {...notices} name="kana" label="フリガナ" value={form.get('kana')} />
        </Rows>
        <p class="sub">国外にいる人は、職権消除（国籍喪失）です。</p>
      </div>
    </Filing>
  )
}

/** What the Immigration Services Agency tells — 在留の通知. */
export const immigrationNoticePage = page({
  name: 'resident.immigration-notice', path: 'resident/immigration-notice/:id', query: personForm, input,
  frame: (value) => ({ title: '在留の通知', keys, effort: { task: 'resident.immigration-notice', label: 'この通知', goalSeconds: 60 }, isProtected: value.isProtected }),
  view: (value, state) => <ImmigrationView value={value} state={state} />,
  acts: { submit: act({ command: submitNotification, after: afterSubmission, input: (request) => ({ kind: 'immigration-notice', notification: immigrationOf(request) }) }) },
})

function immigrationOf(request: PageRequest): unknown {
  const { form } = request
  return {
    ...common(request), changedOn: dateOf(form, 'changedOn', request.today) ?? '', personId: request.params['id'], name: nameOf(form, 'name'), kana: kanaOf(form, 'kana'),
    foreign: foreignOf(form, 'foreign', textOf(form, 'foreign.nationality') ?? ''),
  }
}

function ImmigrationView({ value, state }: { value: PersonForm; state: ViewState }) {
  const { form, request: { today } } = state
  const notices = noticesOf(state)
  const text = (name: string, fallback: string | null | undefined) => form.get(name) ?? fallback ?? undefined
  const now = value.foreign
  return (
    <Filing value={value} state={state} title="在留の通知">
      <div class="sect">
        <Rows columns={2}>
          <FilingRows state={state} dayLabel="変わった日" dayName="changedOn" filer={office} />
          <TextField {...notices} name="foreign.nationality" label="国籍・地域" need="required" value={text('foreign.nationality', now?.nationality)} />
          <Select {...notices} name="foreign.category" label="区分" need="required" value={text('foreign.category', now?.category)} choices={choicesOf(immigrationTitles)} />
          <TextField {...notices} name="foreign.statusOfResidence" label="在留資格" value={text('foreign.statusOfResidence', now?.statusOfResidence)} />
          <TextField {...notices} name="foreign.periodOfStay" label="在留期間" value={text('foreign.periodOfStay', now?.periodOfStay)} />
          <DateField {...notices} name="foreign.expiresOn" label="満了日" value={text('foreign.expiresOn', now?.expiresOn)} echo={echoOf(form, 'foreign.expiresOn', { today })} />
          <TextField {...notices} name="foreign.cardNumber" label="カード番号" value={text('foreign.cardNumber', now?.cardNumber)} />
          <TextField {...notices} name="name" label="新しい氏名" value={form.get('name')} hint="氏名が変わったときだけ" />
          <TextField {...notices} name="kana" label="フリガナ" value={form.get('kana')} />
        </Rows>
        <p class="sub">いまの記録が入っています。通知のとおりに直します。在留期間の満了だけでは消除しません。</p>
      </div>
    </Filing>
  )
}
