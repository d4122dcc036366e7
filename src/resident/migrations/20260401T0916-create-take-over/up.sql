-- How a file of another system is read — 取込書式. A version closes the one before.
create table resident.import_profile (
  tenant_id integer not null,
  profile_id uuid not null,
  version smallint not null,
  name text not null,
  valid_from date not null,
  content text not null,
  by_id uuid not null,
  by_name text not null,
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  primary key (tenant_id, profile_id, version)
);
create unique index import_profile_now on resident.import_profile (tenant_id, profile_id) where recorded_to is null;
select platform.protect_table('resident.import_profile', 'history');

-- Which character one of the other system's own characters is — 外字の同定. `substitute` is another shape, never taken without being said.
create table resident.external_character (
  tenant_id integer not null,
  profile_id uuid not null,
  code text collate "C" not null,
  version smallint not null,
  kind text collate "C" not null check (kind in ('identified', 'substitute', 'undecided')),
  written text collate "C",
  mj_name text collate "C" check (mj_name ~ '^MJ[0-9]{6}$'),
  reason text not null,
  picture_sha256 text collate "C",
  by_id uuid not null,
  by_name text not null,
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  primary key (tenant_id, profile_id, code, version),
  check ((kind = 'undecided') = (written is null))
);
create unique index external_character_now on resident.external_character (tenant_id, profile_id, code) where recorded_to is null;
select platform.protect_table('resident.external_character', 'history');

-- What the office decided about a row of the other system, by its number there; the file itself is never edited.
create table resident.take_over_correction (
  tenant_id integer not null,
  profile_id uuid not null,
  legacy_id text collate "C" not null,
  item text collate "C" not null,
  row_digest text collate "C" not null,
  version smallint not null,
  value text collate "C",
  reason text not null,
  by_id uuid not null,
  by_name text not null,
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  primary key (tenant_id, profile_id, legacy_id, item, row_digest, version)
);
create unique index take_over_correction_now on resident.take_over_correction (tenant_id, profile_id, legacy_id, item, row_digest) where recorded_to is null;
select platform.protect_table('resident.take_over_correction', 'history');

-- A trial, and if it is approved the take-over itself — 試行・本番の取込み.
create table resident.take_over_run (
  tenant_id integer not null,
  run_id uuid not null,
  profile_id uuid not null,
  profile_version smallint not null,
  trial_no smallint not null,
  state text collate "C" not null check (state in ('reading', 'checking', 'checked', 'cancelled', 'proposed', 'posting', 'paused', 'posted')),
  file_sha256 text collate "C" not null,
  file_bytes bigint not null,
  decisions_digest text collate "C" not null,
  cursor_byte bigint not null default 0,
  cursor_line integer not null default 0,
  cursor_household text collate "C",
  lines integer not null default 0,
  posted integer not null default 0,
  pages integer not null default 0,
  restarts integer not null default 0,
  work_seconds double precision not null default 0,
  tallies jsonb,
  reconciliation jsonb,
  opened_by uuid not null,
  opened_by_name text not null,
  opened_at timestamptz not null,
  progress_at timestamptz not null,
  checked_at timestamptz,
  proposed_by uuid,
  proposed_by_name text,
  proposed_at timestamptz,
  approved_by uuid,
  approved_by_name text,
  approved_at timestamptz,
  posted_at timestamptz,
  primary key (tenant_id, run_id)
);
create unique index take_over_run_number on resident.take_over_run (tenant_id, profile_id, trial_no);
create index take_over_run_at on resident.take_over_run (tenant_id, opened_at);
select platform.protect_table('resident.take_over_run', 'history');

-- One row of the file as it would enter the register: cells of the register's own CSV, numbers sealed.
create table resident.take_over_row (
  tenant_id integer not null,
  run_id uuid not null,
  line_no integer not null,
  legacy_id text collate "C" not null,
  row_digest text collate "C" not null,
  state text collate "C" not null check (state in ('good', 'faulty', 'excluded', 'duplicate', 'standing', 'taken')),
  addressee_number text collate "C",
  household_number text collate "C",
  status text collate "C",
  name text collate "C",
  birth_on date,
  sex text collate "C",
  relationship text collate "C",
  town text collate "C",
  place_key text collate "C",
  individual_index bytea,
  code_index bytea,
  substitutes smallint not null default 0,
  other_person boolean not null default false,
  same_person text collate "C",
  person_id uuid,
  cells text[] collate "C",
  sealed_numbers bytea,
  primary key (tenant_id, run_id, line_no)
);
create index take_over_row_legacy on resident.take_over_row (tenant_id, run_id, legacy_id);
create index take_over_row_household on resident.take_over_row (tenant_id, run_id, household_number, line_no);
select platform.protect_table('resident.take_over_row', 'work');

create table resident.take_over_finding (
  tenant_id integer not null,
  run_id uuid not null,
  line_no integer not null,
  item text collate "C" not null,
  code text collate "C" not null,
  legacy_id text collate "C" not null,
  level text collate "C" not null check (level in ('error', 'notice')),
  message text not null,
  remedy text not null,
  found text,
  person_id uuid,
  primary key (tenant_id, run_id, line_no, item, code)
);
create index take_over_finding_code on resident.take_over_finding (tenant_id, run_id, code, line_no);
select platform.protect_table('resident.take_over_finding', 'work');

-- Characters of a trial that nobody has identified, with how often and where.
create table resident.take_over_character (
  tenant_id integer not null,
  run_id uuid not null,
  code text collate "C" not null,
  occurrences integer not null,
  legacy_ids text[] collate "C" not null,
  primary key (tenant_id, run_id, code)
);
select platform.protect_table('resident.take_over_character', 'work');
