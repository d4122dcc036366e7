import { amountText } from '../../../kernel/text.ts'
import { act, BarChart, Empty, ErrorSummary, Head, LinkButton, OneColumn, page, Section, Table, type ViewState } from '../../../platform/screen/index.ts'
import { openTrial } from '../commands.ts'
import { showTakeOver, type TakeOverView, type TrialLine } from '../views.ts'
import { FileForm, fileOf, keys, momentText, RunState } from './parts.tsx'

/** Other systems whose registers are taken over — 旧システムからの引継ぎ. */
export const takeOverPage = page({
  name: 'resident.take-over-list-page', path: 'resident/take-over', query: showTakeOver, input: () => ({}),
  frame: () => ({ title: '旧システムからの引継ぎ', keys }),
  view: (value, state) => <TakeOver value={value} state={state} />,
  acts: {
    trial: act({ command: openTrial, input: ({ form }) => ({ profileId: form.get('profileId') ?? '', fileBase64: fileOf(form, 'file') ?? '' }), after: (value) => `resident/take-over/trial/${value.runId}` }),
  },
})

function TakeOver({ value, state }: { value: TakeOverView; state: ViewState }) {
  const { link } = state.request
  return (
    <OneColumn>
      <Head title="旧システムからの引継ぎ" note="何度でも試せます。決裁までは、住民記録に1人も入りません" right={<LinkButton href={link('resident/take-over/new')} isPrimary>取込書式を作る</LinkButton>} />
      <ErrorSummary refusals={state.refusals} before="試す前に" isFocused={state.refusals.length > 0} />
      {value.profiles.length === 0 ? <Empty title="取込書式は、まだありません。" looked="旧システムのCSVの読み方を、取込書式に書くところから始めます。">{<a href={link('resident/take-over/new')}>取込書式を作る</a>}</Empty> : null}
      {value.profiles.map((profile) => <Profile profile={profile} state={state} />)}
    </OneColumn>
  )
}

function Profile({ profile, state }: { profile: TakeOverView['profiles'][number]; state: ViewState }) {
  const { link } = state.request
  return (
    <Section title={profile.name} note={`取込書式 第${profile.version}版　${profile.byName}　${momentText(profile.recordedAt)}`} right={(
      <><a href={link(`resident/take-over/profile/${profile.profileId}`)}>取込書式</a>　<a href={link(`resident/take-over/characters/${profile.profileId}`)}>外字 {profile.characters}字</a>　<a href={link(`resident/take-over/corrections/${profile.profileId}`)}>直し {profile.corrections}件</a></>
    )}>
      <FallingErrors trials={profile.trials} />
      <Table<TrialLine> caption={`${profile.name}の試行`} isCaptionHidden isList rows={profile.trials} empty={<Empty title="まだ試していません。" looked="旧システムから書き出したCSVを選んで、試してください。" />} columns={[
        { key: 'no', head: '試行', isRowHead: true, isUnbroken: true, cell: (trial) => <a href={link(`resident/take-over/trial/${trial.runId}`)}>第{trial.trialNo}回</a> },
        { key: 'state', head: '状態', cell: (trial) => <RunState state={trial.state} /> }, { key: 'lines', head: '行', align: 'number', cell: (trial) => amountText(trial.lines) },
        { key: 'errors', head: '直すところ', align: 'number', cell: (trial) => (trial.errors === null ? '—' : amountText(trial.errors)) }, { key: 'notices', head: '知らせ', align: 'number', cell: (trial) => (trial.notices === null ? '—' : amountText(trial.notices)) },
        { key: 'at', head: '始めた', isUnbroken: true, cell: (trial) => momentText(trial.openedAt) }, { key: 'by', head: '職員', isSource: true, cell: (trial) => trial.openedByName },
      ]} />
      {profile.isPosted ? null : (
        <FileForm state={state} act="trial" hidden={{ profileId: profile.profileId }}>
          <p><label class="b" for={`file-${profile.profileId}`}>旧システムのCSV</label> <input class="in-t" type="file" id={`file-${profile.profileId}`} name="file" accept=".csv,.txt,.tsv" /> <button class="btn" type="submit">このファイルで試す</button></p>
        </FileForm>
      )}
    </Section>
  )
}

/** How the errors fall from trial to trial; nothing is drawn before there are two. */
export function FallingErrors({ trials }: { trials: readonly TrialLine[] }) {
  const counted = [...trials].filter((trial) => trial.errors !== null).sort((a, b) => a.trialNo - b.trialNo)
  if (counted.length < 2) return <></>
  return <BarChart title="試行ごとの直すところ" unit="件" bars={counted.map((trial, index) => ({ label: `第${trial.trialNo}回`, value: trial.errors ?? 0, tone: index === counted.length - 1 ? 'now' as const : 'low' as const }))} />
}
