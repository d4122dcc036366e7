create schema resident;

-- Who a record is about: made once, never changed. 宛名番号 is taken again by a person who returns.
create table resident.person (
  tenant_id integer not null,
  person_id uuid not null,
  addressee_number text collate "C" not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, person_id)
);
create unique index person_addressee_number on resident.person (tenant_id, addressee_number);
select platform.protect_table('resident.person', 'append');

create table resident.household (
  tenant_id integer not null,
  household_id uuid not null,
  household_number text collate "C" not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, household_id)
);
create unique index household_number on resident.household (tenant_id, household_number);
select platform.protect_table('resident.household', 'append');

-- One full snapshot of one person per history number. `version` counts re-recordings of the same snapshot, made when a
-- later event ends its validity or a correction replaces it; closing `recorded_to` is the only update.
create table resident.person_history (
  tenant_id integer not null,
  person_id uuid not null,
  history_no smallint not null,
  version smallint not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  event text collate "C" not null,
  notification_id uuid,
  notified_on date,
  evidence text collate "C",
  status text collate "C" not null check (status in ('resident', 'moved-out', 'dead', 'removed')),
  resident_type text collate "C" not null check (resident_type in ('japanese', 'foreign')),
  name text collate "C" not null,
  kana text collate "C",
  kana_confirmed boolean not null,
  furigana text collate "C",
  former_surname text collate "C",
  former_surname_furigana text collate "C",
  common_name text collate "C",
  common_name_kana text collate "C",
  birth_on date not null,
  birth_unknown text collate "C" not null,
  birth_wording text collate "C",
  sex text collate "C" not null check (sex in ('male', 'female', 'unknown')),
  registered_domicile text collate "C",
  family_register_head text collate "C",
  nationality text collate "C",
  immigration jsonb,
  residence_card_number text collate "C",
  household_id uuid not null,
  relationship text collate "C" not null,
  member_order smallint not null,
  postal_code text collate "C",
  town_block_id text collate "C",
  town text collate "C" not null,
  number text collate "C" not null,
  building text collate "C",
  room text collate "C",
  address_key text collate "C" not null,
  address_fixed_on date not null,
  became_resident_on date not null,
  became_resident_event text collate "C" not null,
  previous_address text collate "C",
  previous_municipality_code text collate "C",
  planned_move_out_on date,
  planned_move_out_to text collate "C",
  ceased_on date,
  ceased_wording text collate "C",
  move_out_to text collate "C",
  primary key (tenant_id, person_id, history_no, version)
);
-- At most one open row a person: today's record, or where a planned move-out has been entered, the record after it.
create unique index person_history_open on resident.person_history (tenant_id, person_id) where valid_to is null and recorded_to is null;
create index person_history_household on resident.person_history (tenant_id, household_id);
create index person_history_card on resident.person_history (tenant_id, residence_card_number) where residence_card_number is not null and recorded_to is null and valid_to is null;
create index person_history_address on resident.person_history (tenant_id, address_key) where recorded_to is null;
select platform.protect_table('resident.person_history', 'history');

-- Towns and their parts as the office keeps them — 住所辞書.
create table resident.town_block (
  tenant_id integer not null,
  town_block_id text collate "C" not null,
  town text collate "C" not null,
  kana text collate "C" not null,
  postal_code text collate "C" not null,
  numbering text collate "C" not null check (numbering in ('residential', 'lot')),
  primary key (tenant_id, town_block_id)
);
create unique index town_block_town on resident.town_block (tenant_id, town);
select platform.protect_table('resident.town_block', 'history');

-- What was filed — 届出. Its state is the open row of the next table.
create table resident.notification (
  tenant_id integer not null,
  notification_id uuid not null,
  number text collate "C" not null,
  kind text collate "C" not null check (kind in ('moving-in', 'relocation', 'moving-out', 'birth', 'death')),
  event_on date not null,
  notified_on date not null,
  body jsonb not null,
  -- 個人番号 and 住民票コード of the filing, sealed; they never stand in the body.
  sealed_numbers bytea,
  shown jsonb not null,
  submitted_by uuid not null,
  submitted_by_name text not null,
  submitted_at timestamptz not null,
  primary key (tenant_id, notification_id)
);
create unique index notification_number on resident.notification (tenant_id, number);
select platform.protect_table('resident.notification', 'append');

create table resident.notification_state (
  tenant_id integer not null,
  notification_id uuid not null,
  step_no smallint not null,
  state text collate "C" not null check (state in ('submitted', 'approved', 'sent-back', 'withdrawn')),
  reason text,
  by_id uuid not null,
  by_name text not null,
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  primary key (tenant_id, notification_id, step_no)
);
create index notification_state_now on resident.notification_state (tenant_id, state, recorded_at) where recorded_to is null;
create unique index notification_state_one on resident.notification_state (tenant_id, notification_id) where recorded_to is null;
select platform.protect_table('resident.notification_state', 'history');

-- Persons of a filing who were already known: a draft stops a second draft of the same person.
create table resident.notification_person (
  tenant_id integer not null,
  person_id uuid not null,
  notification_id uuid not null,
  primary key (tenant_id, person_id, notification_id)
);
select platform.protect_table('resident.notification_person', 'append');

-- Alerts that were shown and acknowledged, each with its reason, and the documents looked at.
create table resident.acknowledgement (
  tenant_id integer not null,
  notification_id uuid not null,
  line_no smallint not null,
  code text collate "C" not null,
  reason text not null,
  primary key (tenant_id, notification_id, line_no)
);
select platform.protect_table('resident.acknowledgement', 'append');

-- Support measures — 支援措置. A state is in force until a later row of the same measure closes it; the end date alone opens nothing.
create table resident.protective_measure (
  tenant_id integer not null,
  measure_id uuid not null,
  version smallint not null,
  person_id uuid not null,
  kind text collate "C" not null check (kind in ('domestic-violence', 'stalking', 'child-abuse', 'other')),
  state text collate "C" not null check (state in ('provisional', 'in-force', 'lifted')),
  period_from date not null,
  period_until date,
  reason text not null,
  by_id uuid not null,
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  primary key (tenant_id, measure_id, version)
);
create unique index protective_measure_now on resident.protective_measure (tenant_id, person_id, measure_id) where recorded_to is null;
select platform.protect_table('resident.protective_measure', 'history');

-- Files taken in, and each rejected field of each line.
create table resident.intake_run (
  tenant_id integer not null,
  run_id uuid not null,
  file_name_digest text collate "C" not null,
  state text collate "C" not null check (state in ('refused', 'loaded')),
  lines integer not null,
  persons integer not null,
  rejected integer not null,
  by_id uuid not null,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  primary key (tenant_id, run_id)
);
create index intake_run_at on resident.intake_run (tenant_id, started_at);
select platform.protect_table('resident.intake_run', 'append');

create table resident.intake_rejection (
  tenant_id integer not null,
  run_id uuid not null,
  line_no integer not null,
  field text collate "C" not null,
  code text collate "C" not null,
  message text not null,
  remedy text not null,
  primary key (tenant_id, run_id, line_no, field, code)
);
select platform.protect_table('resident.intake_rejection', 'append');

-- 個人番号 and 住民票コード in a schema of their own, encrypted under the town's key, found by keyed digest only.
create schema resident_number;
create table resident_number.number (
  tenant_id integer not null,
  person_id uuid not null,
  kind text collate "C" not null check (kind in ('individual-number', 'resident-code')),
  version smallint not null,
  sealed bytea not null,
  blind_index bytea not null,
  reason text collate "C" not null,
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  primary key (tenant_id, person_id, kind, version)
);
create unique index number_now on resident_number.number (tenant_id, kind, blind_index) where recorded_to is null;
select platform.protect_table('resident_number.number', 'history');

-- Set-based reads of other contexts.
create view resident.pub_person_history with (security_invoker = true) as
select h.tenant_id, h.person_id, h.history_no, p.addressee_number, h.household_id, h.birth_on as birth_date, h.birth_unknown, h.sex, h.status,
  h.status = 'resident' as is_resident, h.resident_type, h.relationship, h.relationship = 'head' as is_head,
  h.postal_code, h.town_block_id, h.town, h.number, h.building, h.room, h.address_key,
  h.town || h.number || coalesce('　' || h.building, '') || coalesce('　' || h.room, '') as address,
  h.name, coalesce(h.furigana, h.kana) as kana, h.former_surname, h.common_name,
  h.became_resident_on, h.became_resident_event, h.ceased_on, h.valid_from, h.valid_to, h.recorded_at, h.recorded_to
from resident.person_history h left join resident.person p on p.tenant_id = h.tenant_id and p.person_id = h.person_id;
grant select on resident.pub_person_history to yakuba_app;

create view resident.pub_household with (security_invoker = true) as
select tenant_id, household_id, household_number from resident.household;
grant select on resident.pub_household to yakuba_app;
