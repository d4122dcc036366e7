import { printDate } from '../../../kernel/wareki.ts'
import { plainDate } from '../../../kernel/plain-date.ts'
import { act, Chip, DateField, Done, ErrorSummary, fieldId, formFields, Head, OneColumn, page, Rows, Section, Table, TextField, type PageRequest, type ViewState } from '../../../platform/screen/index.ts'
import { dateOf, textOf } from '../../pages/form-values.ts'
import { saveImportProfile } from '../commands.ts'
import type { PreviewRow } from '../preview.ts'
import { showProfile, type ProfileView } from '../views.ts'
import { FileForm, fileOf, keys, ProfileTabs } from './parts.tsx'

const save = (profileId: (request: PageRequest) => string | null) => act({
  command: saveImportProfile,
  input: (request) => ({
    profileId: profileId(request), expectedVersion: request.form.get('expectedVersion') ? Number(request.form.get('expectedVersion')) : null, name: textOf(request.form, 'name') ?? '', validFrom: dateOf(request.form, 'validFrom') ?? '',
    content: contentOf(request), sampleBase64: fileOf(request.form, 'sample'),
  }),
  after: (value) => `resident/take-over/profile/${value.profileId}`,
})

/** A chosen file takes the place of what stands in the field. */
function contentOf(request: PageRequest): string {
  const file = request.form.file('contentFile')
  return file !== undefined && file.bytes.length > 0 ? Buffer.from(file.bytes).toString('utf8') : (request.form.get('content') ?? '').replaceAll('\r\n', '\n')
}

/** A first profile — 取込書式を作る. */
export const newProfilePage = page({
  name: 'resident.new-import-profile', path: 'resident/take-over/new', query: showProfile, input: () => ({ profileId: null }),
  frame: () => ({ title: '取込書式を作る', keys }),
  view: (value, state) => <Profile value={value} state={state} />,
  acts: { save: save(() => null) },
})

/** How a file of another system is read, with what its first rows become — 取込書式. */
export const profilePage = page({
  name: 'resident.import-profile-page', path: 'resident/take-over/profile/:id', query: showProfile, input: ({ params }) => ({ profileId: params['id'] ?? '' }),
  frame: () => ({ title: '取込書式', keys }),
  view: (value, state) => <Profile value={value} state={state} />,
  acts: { save: save(({ params }) => params['id'] ?? null) },
})

function Profile({ value, state }: { value: ProfileView; state: ViewState }) {
  const { form, refusals } = state
  const previewed = state.preview?.value as { readonly preview?: readonly PreviewRow[] } | undefined
  return (
    <OneColumn>
      <Head title={value.profileId === null ? '取込書式を作る' : '取込書式'} note={value.version === null ? '下の例を、旧システムのCSVに合わせて直します' : `第${value.version}版　${value.byName ?? ''}`} />
      {value.profileId === null ? null : <ProfileTabs state={state} profileId={value.profileId} current="profile" />}
      <ErrorSummary refusals={refusals} before="決める前に" isFocused={refusals.length > 0} />
      {state.carriedOut ? <Done title="取込書式を決めました">次の試行から、この版で読みます。</Done> : null}
      <FileForm state={state} act="save" hidden={value.version === null ? {} : { expectedVersion: String(value.version) }}>
        <Rows>
          <TextField name="name" label="名前" need="required" width={24} refusals={refusals} value={form.get('name') ?? value.name} />
          <DateField name="validFrom" label="いつから" need="required" refusals={refusals} value={form.get('validFrom') ?? printDate(plainDate(value.validFrom), 'letter')} />
        </Rows>
        <p><label class="b" for={fieldId('/content')}>読み方（YAML・JSON）</label> <span class="sub">項目の名前は、説明書「住民記録のCSV」の列です。書き方は、説明書「引継ぎ」にあります。</span></p>
        <textarea id={fieldId('/content')} name="content" class="in-t area w100" rows={24} spellcheck={false} aria-required="true">{form.get('content') ?? value.content}</textarea>
        <p><label class="b" for="contentFile">読み方のファイル</label> <input class="in-t" type="file" id="contentFile" name="contentFile" accept=".yaml,.yml,.json" /> <span class="sub">選ぶと、上の欄の代わりに使います</span></p>
        <p><label class="b" for="sample">下見するCSV</label> <input class="in-t" type="file" id="sample" name="sample" accept=".csv,.txt,.tsv" /> <button class="btn" type="submit" name={formFields.dry} value="1">読み替えを下見する</button> <button class="btn primary" type="submit" data-command="yes" accesskey="z">取込書式を決める <kbd>Ctrl+Enter</kbd></button></p>
      </FileForm>
      {previewed?.preview !== undefined && previewed.preview.length > 0 ? <Preview rows={previewed.preview} /> : null}
    </OneColumn>
  )
}

function Preview({ rows }: { rows: readonly PreviewRow[] }) {
  return (
    <Section title="読み替えの下見" note="初めの行が、どう読まれるか。まだ何も決めていません" id="preview">
      {rows.map((row) => (
        <Table caption={`${row.lineNo}行目`} captionNote={row.findings.length === 0 ? <Chip kind="ok">このまま取り込める</Chip> : <Chip kind="alert">指摘 {row.findings.length}件</Chip>} density="tight" rows={row.cells} columns={[
          { key: 'item', head: '項目', isRowHead: true, cell: (cell) => cell.title }, { key: 'raw', head: 'ファイルの値', cell: (cell) => cell.raw }, { key: 'value', head: 'こう読みます', isStrong: true, cell: (cell) => cell.value || <span class="mute">（空）</span> },
          { key: 'finding', head: '指摘', cell: (cell) => row.findings.filter((finding) => finding.title === cell.title).map((finding) => <span class="t-alert">{finding.message}{finding.remedy}</span>) },
        ]} />
      ))}
    </Section>
  )
}
