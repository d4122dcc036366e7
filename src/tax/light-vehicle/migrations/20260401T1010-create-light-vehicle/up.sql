create schema tax_light_vehicle;

-- The register of vehicles: one full snapshot per version. `valid_to` is the first day on which it was no longer true;
-- closing `recorded_to` is the only update. The order of the key is the order of the annual run.
create table tax_light_vehicle.vehicle (
  tenant_id integer not null,
  vehicle_id uuid not null,
  version smallint not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  event text collate "C" not null check (event in ('registered', 'transferred', 'changed', 'deregistered', 'corrected', 'taken-over')),
  plate text collate "C" not null,
  class text collate "C" not null,
  energy text collate "C" not null,
  green_band smallint check (green_band in (75, 50, 25)),
  first_inspected text collate "C" check (length(first_inspected) = 7),
  displacement_cc integer,
  rated_watts integer,
  max_watts integer,
  frame_number text collate "C",
  model text,
  owner_party_id uuid not null,
  holder_party_id uuid,
  is_ownership_reserved boolean not null,
  standing text collate "C" not null check (standing in ('taxable', 'public-body', 'suspended')),
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  recorded_by uuid not null,
  primary key (tenant_id, vehicle_id, version)
);
create unique index vehicle_plate_now on tax_light_vehicle.vehicle (tenant_id, plate) where recorded_to is null and valid_to is null;
create index vehicle_plate on tax_light_vehicle.vehicle (tenant_id, plate) where recorded_to is null;
create index vehicle_owner on tax_light_vehicle.vehicle (tenant_id, owner_party_id) where recorded_to is null;
create index vehicle_holder on tax_light_vehicle.vehicle (tenant_id, holder_party_id) where recorded_to is null and holder_party_id is not null;
select platform.protect_table('tax_light_vehicle.vehicle', 'history');

-- Exemptions: applied for, then decided. One stands for a vehicle and year, one for a disabled person and year.
create table tax_light_vehicle.exemption (
  tenant_id integer not null,
  exemption_id uuid not null,
  version smallint not null,
  fiscal_year smallint not null,
  vehicle_id uuid not null,
  ground text collate "C" not null check (ground in ('disabled-person', 'special-structure', 'public-aid', 'disaster')),
  person_id uuid check ((person_id is not null) = (ground = 'disabled-person')),
  part text collate "C",
  grade smallint,
  driver text collate "C" check (driver in ('self', 'family')),
  applied_on date not null,
  state text collate "C" not null check (state in ('applied', 'approved', 'refused', 'revoked')),
  decided_on date,
  reason text,
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  recorded_by uuid not null,
  primary key (tenant_id, exemption_id, version)
);
create index exemption_history on tax_light_vehicle.exemption (tenant_id, vehicle_id, fiscal_year);
create unique index exemption_vehicle on tax_light_vehicle.exemption (tenant_id, vehicle_id, fiscal_year) where recorded_to is null and state in ('applied', 'approved');
create unique index exemption_person on tax_light_vehicle.exemption (tenant_id, person_id, fiscal_year) where recorded_to is null and state in ('applied', 'approved') and person_id is not null;
select platform.protect_table('tax_light_vehicle.exemption', 'history');

-- One calculation of one vehicle and year with the amounts of all its lines. A proposal of a run becomes a decision
-- only by approval.
create table tax_light_vehicle.assessment (
  tenant_id integer not null,
  period smallint not null,
  subject_id uuid not null,
  assessment_id uuid not null,
  run_id uuid,
  law_version text collate "C" not null,
  code_version text collate "C" not null,
  -- Facts recorded later are not in it.
  facts_at timestamptz not null,
  recorded_at timestamptz not null,
  class text collate "C" not null,
  party_id uuid not null,
  annual_tax bigint not null check (annual_tax >= 0),
  line_codes smallint[] not null,
  yen bigint[] not null,
  primary key (tenant_id, period, subject_id, assessment_id)
);
create index assessment_run on tax_light_vehicle.assessment (tenant_id, run_id, subject_id) where run_id is not null;
select platform.protect_table('tax_light_vehicle.assessment', 'append');

-- The assessment decision: 1 is the first of the year, each correction adds one. `source_id` names the debt towards
-- collection; it stays the same as long as the same party owes it.
create table tax_light_vehicle.decision (
  tenant_id integer not null,
  fiscal_year smallint not null,
  vehicle_id uuid not null,
  decision_no smallint not null,
  assessment_id uuid not null,
  source_id uuid not null,
  notice_no text collate "C" not null,
  party_id uuid not null,
  annual_tax bigint not null,
  -- Three equal lists: 0 is the year at once, 51 and on are additions after the due date.
  instalment_nos smallint[] not null,
  due_on date[] not null,
  instalments bigint[] not null,
  reason text,
  run_id uuid,
  decided_at timestamptz not null,
  decided_by uuid not null,
  primary key (tenant_id, fiscal_year, vehicle_id, decision_no),
  foreign key (tenant_id, fiscal_year, vehicle_id, assessment_id) references tax_light_vehicle.assessment (tenant_id, period, subject_id, assessment_id)
);
create unique index decision_notice_no on tax_light_vehicle.decision (tenant_id, notice_no);
create index decision_vehicle on tax_light_vehicle.decision (tenant_id, vehicle_id);
select platform.protect_table('tax_light_vehicle.decision', 'append');

-- Notices and certificates as issued; the paper itself is a document.
create table tax_light_vehicle.paper (
  tenant_id integer not null,
  document_id uuid not null,
  kind text collate "C" not null check (kind in ('notice', 'inspection-certificate')),
  fiscal_year smallint not null,
  vehicle_id uuid not null,
  decision_no smallint not null,
  serial text collate "C" not null,
  issued_at timestamptz not null,
  issued_by uuid not null,
  primary key (tenant_id, document_id)
);
create index paper_vehicle on tax_light_vehicle.paper (tenant_id, vehicle_id);
select platform.protect_table('tax_light_vehicle.paper', 'append');

-- The vehicles of today, for other contexts.
create view tax_light_vehicle.pub_vehicle with (security_invoker = true) as
select tenant_id, vehicle_id, plate, class, owner_party_id, holder_party_id, is_ownership_reserved, valid_from, valid_to
from tax_light_vehicle.vehicle where recorded_to is null;
grant select on tax_light_vehicle.pub_vehicle to yakuba_app;
