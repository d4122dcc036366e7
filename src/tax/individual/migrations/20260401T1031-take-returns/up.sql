-- A file of reports and returns that was taken in as a whole. Its bytes are kept under their digest; the same file is taken once.
create table tax_individual.return_file (
  tenant_id integer not null,
  file_id uuid not null,
  sha256 text collate "C" not null,
  channel text collate "C" not null check (channel in ('screen', 'link')),
  lines integer not null,
  linked integer not null,
  waiting integer not null,
  replaced integer not null,
  cancelled integer not null,
  received_at timestamptz not null,
  received_by uuid not null,
  received_by_name text not null,
  primary key (tenant_id, file_id)
);
create unique index return_file_sha256 on tax_individual.return_file (tenant_id, sha256);
select platform.protect_table('tax_individual.return_file', 'append');

-- One row of a file: of whom it speaks as written, what it states, and what became of it. A row that was linked is a statement
-- of the same id; a correction or a row taken back closes the row before it.
create table tax_individual.return_row (
  tenant_id integer not null,
  row_id uuid not null,
  file_id uuid not null,
  line_no integer not null,
  income_year smallint not null,
  kind text collate "C" not null check (kind in ('salary-report', 'pension-report', 'inhabitants-return', 'income-tax-return')),
  -- The all-zero id for returns, which no payer sends.
  payer_id uuid not null,
  report_number text collate "C" not null,
  state text collate "C" not null check (state in ('linked', 'waiting', 'aside', 'forwarded', 'replaced', 'cancelled')),
  -- Why nobody was found for certain, or what agreed.
  why text collate "C" not null,
  person_id uuid,
  statement_id uuid,
  amount bigint not null,
  addressee_number text collate "C",
  recipient_number text collate "C",
  name text collate "C" not null,
  kana text collate "C",
  birth_on date,
  address text collate "C",
  -- What the row states; nothing stands for what it leaves out.
  content jsonb not null,
  claims jsonb not null,
  recorded_at timestamptz not null,
  decided_at timestamptz,
  decided_by uuid,
  decided_by_name text,
  reason text,
  -- The municipality it was sent on to.
  forwarded_to text,
  primary key (tenant_id, row_id)
);
create unique index return_row_number on tax_individual.return_row (tenant_id, income_year, kind, payer_id, report_number) where state not in ('replaced', 'cancelled');
create index return_row_open on tax_individual.return_row (tenant_id, income_year, state, row_id) where state in ('waiting', 'aside', 'forwarded');
select platform.protect_table('tax_individual.return_row', 'history');
