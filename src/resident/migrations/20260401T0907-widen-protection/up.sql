-- A measure stands for one person of a filing: the applicant, or somebody who shares the address and is protected with the applicant.
alter table resident.protective_measure add column filing_id uuid;
alter table resident.protective_measure add column role text collate "C" not null default 'applicant' check (role in ('applicant', 'co-protected'));
create index protective_measure_filing on resident.protective_measure (tenant_id, filing_id) where recorded_to is null;
create index protective_measure_open on resident.protective_measure (tenant_id, period_until, measure_id) where recorded_to is null and state <> 'lifted';

-- What was filed — 支援措置申出. A version closes the one before; body, opinion and decision are as `protection/model.ts` says.
create table resident.measure_filing (
  tenant_id integer not null,
  filing_id uuid not null,
  version smallint not null,
  applicant_id uuid not null,
  kind text collate "C" not null check (kind in ('domestic-violence', 'stalking', 'child-abuse', 'other')),
  filed_on date not null,
  body jsonb not null,
  opinion jsonb,
  decision jsonb,
  by_id uuid not null,
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  primary key (tenant_id, filing_id, version)
);
create unique index measure_filing_now on resident.measure_filing (tenant_id, filing_id) where recorded_to is null;
select platform.protect_table('resident.measure_filing', 'history');

-- Whom the applicant is kept from — 相手方. Never shown on a general screen; `person_id` where the counterpart is in the register.
create table resident.measure_counterpart (
  tenant_id integer not null,
  filing_id uuid not null,
  line_no smallint not null,
  person_id uuid,
  name text not null,
  birth text,
  sex text collate "C",
  address text,
  note text,
  primary key (tenant_id, filing_id, line_no)
);
create index measure_counterpart_person on resident.measure_counterpart (tenant_id, person_id) where person_id is not null;
select platform.protect_table('resident.measure_counterpart', 'append');

-- Copies of a filing sent to other municipalities, with both days — 転送.
create table resident.measure_transfer (
  tenant_id integer not null,
  transfer_id uuid not null,
  version smallint not null,
  filing_id uuid not null,
  municipality text not null,
  ground text collate "C" not null check (ground in ('former-address', 'domicile', 'former-domicile', 'new-address', 'other')),
  sent_on date not null,
  received_on date check (received_on >= sent_on),
  by_id uuid not null,
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  primary key (tenant_id, transfer_id, version)
);
create index measure_transfer_filing on resident.measure_transfer (tenant_id, filing_id) where recorded_to is null;
select platform.protect_table('resident.measure_transfer', 'history');

-- Other reasons to stop — 抑止, of a person or of whoever is in a household, each process at its own level.
create table resident.suppression (
  tenant_id integer not null,
  suppression_id uuid not null,
  version smallint not null,
  person_id uuid,
  household_id uuid,
  kind text collate "C" not null,
  entry_level text collate "C" not null check (entry_level in ('error', 'alert', 'none')),
  issuance_level text collate "C" not null check (issuance_level in ('error', 'alert', 'none')),
  inquiry_level text collate "C" not null check (inquiry_level in ('error', 'alert', 'none')),
  forms jsonb not null,
  period_from date not null,
  period_until date check (period_until >= period_from),
  state text collate "C" not null check (state in ('in-force', 'lifted')),
  reason text not null,
  by_id uuid not null,
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  primary key (tenant_id, suppression_id, version),
  check ((person_id is null) <> (household_id is null))
);
create index suppression_person on resident.suppression (tenant_id, person_id) where recorded_to is null and state <> 'lifted';
create index suppression_household on resident.suppression (tenant_id, household_id) where recorded_to is null and state <> 'lifted';
select platform.protect_table('resident.suppression', 'history');

-- A list of measures or suppressions to be lifted: made by one officer, carried out by another on the rows of that moment — 解除の伺い.
create table resident.lifting (
  tenant_id integer not null,
  lifting_id uuid not null,
  target text collate "C" not null check (target in ('measure', 'suppression')),
  ground text collate "C" not null,
  reason text not null,
  state text collate "C" not null check (state in ('proposed', 'carried-out', 'withdrawn')),
  prepared_by uuid not null,
  prepared_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  primary key (tenant_id, lifting_id),
  check ((state = 'proposed') = (decided_at is null))
);
create index lifting_open on resident.lifting (tenant_id, prepared_at) where state = 'proposed';
select platform.protect_table('resident.lifting', 'history');

create table resident.lifting_entry (
  tenant_id integer not null,
  lifting_id uuid not null,
  line_no smallint not null,
  target_id uuid not null,
  target_version smallint not null,
  person_id uuid,
  primary key (tenant_id, lifting_id, line_no)
);
create index lifting_entry_target on resident.lifting_entry (tenant_id, target_id);
select platform.protect_table('resident.lifting_entry', 'append');

-- A temporary release — 一時解除: one user, one person, one form, one requester, until a moment, for so many sheets.
create table resident.release (
  tenant_id integer not null,
  release_id uuid not null,
  person_id uuid not null,
  user_id uuid not null,
  output text collate "C" not null,
  requester_kind text collate "C" not null,
  requester_name text,
  purpose text not null,
  addresses text collate "C" not null check (addresses in ('none', 'current', 'current-and-former')),
  copies smallint not null check (copies between 1 and 20),
  copies_left smallint not null check (copies_left between 0 and copies),
  state text collate "C" not null check (state in ('requested', 'agreed-once', 'open', 'used', 'ended')),
  requested_at timestamptz not null,
  first_by uuid,
  first_at timestamptz,
  second_by uuid,
  second_at timestamptz,
  until timestamptz,
  ended_by uuid,
  ended_at timestamptz,
  end_reason text,
  primary key (tenant_id, release_id),
  check (first_by <> user_id and second_by <> user_id and second_by <> first_by),
  check (state <> 'open' or (second_by is not null and until is not null))
);
create index release_person on resident.release (tenant_id, person_id, requested_at);
create index release_waiting on resident.release (tenant_id, requested_at) where state in ('requested', 'agreed-once', 'open');
select platform.protect_table('resident.release', 'history');

create table resident.release_document (
  tenant_id integer not null,
  release_id uuid not null,
  document_id uuid not null,
  used_at timestamptz not null,
  primary key (tenant_id, release_id, document_id)
);
select platform.protect_table('resident.release_document', 'append');

-- What the daily reconciliation found of the protected persons, as of the moment it ran — 突合せの報告.
create table resident.protection_report (
  tenant_id integer not null,
  report_id uuid not null,
  made_at timestamptz not null,
  counts jsonb not null,
  findings jsonb not null,
  primary key (tenant_id, report_id)
);
create index protection_report_at on resident.protection_report (tenant_id, made_at);
select platform.protect_table('resident.protection_report', 'append');
