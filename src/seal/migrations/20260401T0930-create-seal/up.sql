create schema seal;

-- Scanned imprints — 印影. The pictures lie in the file store, encrypted; here stand their digests and what was measured.
create table seal.imprint (
  tenant_id integer not null,
  imprint_id uuid not null,
  person_id uuid not null,
  scan_sha256 text collate "C" not null,
  print_sha256 text collate "C" not null,
  dots_per_metre integer not null check (dots_per_metre > 0),
  width_tenths smallint not null,
  height_tenths smallint not null,
  frame_percent smallint not null check (frame_percent between 0 and 100),
  taken_at timestamptz not null,
  taken_by uuid not null,
  primary key (tenant_id, imprint_id)
);
create index imprint_person on seal.imprint (tenant_id, person_id, taken_at);
select platform.protect_table('seal.imprint', 'append');

-- 印鑑登録原票: one full snapshot per version. `valid_to` is the first day on which it was no longer true; closing
-- `recorded_to` is the only update. A person has one registration that is not cancelled, and a card number is never used twice.
create table seal.registration (
  tenant_id integer not null,
  registration_id uuid not null,
  version smallint not null,
  registration_number text collate "C" not null,
  card_number text collate "C" not null,
  person_id uuid not null,
  imprint_id uuid not null,
  shown_text text collate "C" not null,
  judged_name text collate "C" not null,
  judged_former_surname text collate "C",
  judged_common_name text collate "C",
  katakana_name text collate "C",
  way text collate "C" not null check (way in ('photo-id', 'guarantor', 'letter')),
  guarantor_id uuid check ((guarantor_id is not null) = (way = 'guarantor')),
  agent_name text,
  alike_percent smallint,
  distinct_reason text,
  registered_on date not null,
  state text collate "C" not null check (state in ('live', 'suspended', 'review', 'cancelled')),
  event text collate "C" not null check (event in ('registered', 'suspended', 'resumed', 'card-replaced', 'review-opened', 'match-confirmed', 'cancelled', 'restored')),
  reason text collate "C",
  note text,
  is_automatic boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  recorded_by uuid not null,
  recorded_by_name text not null,
  primary key (tenant_id, registration_id, version),
  foreign key (tenant_id, imprint_id) references seal.imprint (tenant_id, imprint_id),
  check ((state = 'cancelled') = (event = 'cancelled')),
  check (state <> 'cancelled' or reason is not null)
);
create unique index registration_now on seal.registration (tenant_id, registration_id) where recorded_to is null and valid_to is null;
create unique index registration_person_live on seal.registration (tenant_id, person_id) where recorded_to is null and valid_to is null and state <> 'cancelled';
create index registration_person on seal.registration (tenant_id, person_id);
create index registration_number on seal.registration (tenant_id, registration_number) where recorded_to is null and valid_to is null;
create unique index registration_card on seal.registration (tenant_id, card_number) where recorded_to is null and valid_to is null;
create index registration_state on seal.registration (tenant_id, state, registration_id) where recorded_to is null and valid_to is null;
create index registration_recorded on seal.registration (tenant_id, recorded_at);
select platform.protect_table('seal.registration', 'history');

-- 照会書: sent to the address in the register, answered within its term or closed.
create table seal.letter (
  tenant_id integer not null,
  letter_id uuid not null,
  version smallint not null,
  letter_number text collate "C" not null,
  person_id uuid not null,
  imprint_id uuid not null,
  shown_text text collate "C" not null,
  katakana_name text collate "C",
  agent_name text,
  alike_percent smallint,
  distinct_reason text,
  document_id uuid not null,
  sent_on date not null,
  expires_on date not null,
  state text collate "C" not null check (state in ('sent', 'answered', 'closed')),
  ending text collate "C" check ((ending is not null) = (state = 'closed')),
  ended_on date check ((ended_on is not null) = (state <> 'sent')),
  registration_id uuid check ((registration_id is not null) = (state = 'answered')),
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  recorded_by uuid not null,
  recorded_by_name text not null,
  primary key (tenant_id, letter_id, version),
  foreign key (tenant_id, imprint_id) references seal.imprint (tenant_id, imprint_id)
);
create unique index letter_now on seal.letter (tenant_id, letter_id) where recorded_to is null;
create index letter_person on seal.letter (tenant_id, person_id) where recorded_to is null;
create index letter_sent on seal.letter (tenant_id, state, expires_on, letter_id) where recorded_to is null;
select platform.protect_table('seal.letter', 'history');

-- Proposals to take a cancellation back; a second person approves — 抹消を戻す案.
create table seal.restoration (
  tenant_id integer not null,
  restoration_id uuid not null,
  version smallint not null,
  registration_id uuid not null,
  reason text not null,
  state text collate "C" not null check (state in ('proposed', 'approved', 'withdrawn')),
  proposed_by uuid not null,
  proposed_by_name text not null,
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  recorded_by uuid not null,
  primary key (tenant_id, restoration_id, version)
);
create unique index restoration_now on seal.restoration (tenant_id, registration_id) where recorded_to is null and state = 'proposed';
create index restoration_registration on seal.restoration (tenant_id, registration_id);
select platform.protect_table('seal.restoration', 'history');

-- Notices that somebody is under guardianship, from a day to a day — 成年後見の通知.
create table seal.ward (
  tenant_id integer not null,
  ward_id uuid not null,
  version smallint not null,
  person_id uuid not null,
  began_on date not null,
  notified_on date not null,
  agent_name text,
  ended_on date,
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  recorded_by uuid not null,
  recorded_by_name text not null,
  primary key (tenant_id, ward_id, version)
);
create unique index ward_now on seal.ward (tenant_id, person_id) where recorded_to is null and ended_on is null;
create index ward_person on seal.ward (tenant_id, person_id);
select platform.protect_table('seal.ward', 'history');

-- Certificates as issued: each names the version of the registration that stood at that moment — 印鑑登録証明書の発行記録.
create table seal.certificate (
  tenant_id integer not null,
  certificate_id uuid not null,
  registration_id uuid not null,
  registration_version smallint not null,
  person_id uuid not null,
  number text collate "C" not null,
  document_id uuid not null,
  bearer text collate "C" not null check (bearer in ('self', 'agent')),
  bearer_name text check ((bearer_name is not null) = (bearer = 'agent')),
  issued_on date not null,
  desk text not null,
  issued_at timestamptz not null,
  issued_by uuid not null,
  issued_by_name text not null,
  primary key (tenant_id, certificate_id),
  foreign key (tenant_id, registration_id, registration_version) references seal.registration (tenant_id, registration_id, version)
);
create unique index certificate_number on seal.certificate (tenant_id, number);
create index certificate_registration on seal.certificate (tenant_id, registration_id, issued_at);
create index certificate_day on seal.certificate (tenant_id, issued_on);
select platform.protect_table('seal.certificate', 'append');

-- Notices of a cancellation that the office made by itself — 抹消通知書.
create table seal.notice (
  tenant_id integer not null,
  notice_id uuid not null,
  registration_id uuid not null,
  person_id uuid not null,
  number text collate "C" not null,
  document_id uuid not null,
  issued_at timestamptz not null,
  issued_by uuid not null,
  issued_by_name text not null,
  primary key (tenant_id, notice_id)
);
create index notice_registration on seal.notice (tenant_id, registration_id);
select platform.protect_table('seal.notice', 'append');
