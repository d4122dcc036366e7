create schema party;

-- One row for everyone the office writes to or collects from. A resident is here by reference; name and address stay in
-- the register. The number of a resident is that of the register, so one number means one addressee everywhere.
create table party.party (
  tenant_id integer not null,
  party_id uuid not null,
  number text collate "C" not null,
  kind text collate "C" not null check (kind in ('resident', 'outsider', 'corporation')),
  resident_id uuid,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  check ((kind = 'resident') = (resident_id is not null)),
  primary key (tenant_id, party_id)
);
create unique index party_number on party.party (tenant_id, number);
create unique index party_resident on party.party (tenant_id, resident_id) where resident_id is not null;
select platform.protect_table('party.party', 'append');

-- Name and address of those outside the register, in full for each history number.
create table party.profile (
  tenant_id integer not null,
  party_id uuid not null,
  history_no integer not null,
  name text collate "C" not null,
  kana text collate "C",
  corporate_number text collate "C",
  postal_code text collate "C",
  address text collate "C" not null,
  phone text collate "C",
  valid_from date not null,
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  recorded_by uuid not null,
  primary key (tenant_id, party_id, history_no),
  foreign key (tenant_id, party_id) references party.party (tenant_id, party_id)
);
create unique index profile_current on party.profile (tenant_id, party_id) where recorded_to is null;
create index profile_corporate_number on party.profile (tenant_id, corporate_number) where recorded_to is null and corporate_number is not null;
create index profile_name on party.profile (tenant_id, name) where recorded_to is null;
select platform.protect_table('party.profile', 'history');

-- Where letters go instead of the address, for all letters or those of one levy. An end is a new version.
create table party.delivery_address (
  tenant_id integer not null,
  delivery_id uuid not null,
  version integer not null,
  party_id uuid not null,
  levy_code text collate "C",
  addressee text collate "C",
  postal_code text collate "C",
  address text collate "C" not null,
  reason text collate "C" not null,
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  recorded_by uuid not null,
  primary key (tenant_id, delivery_id, version),
  foreign key (tenant_id, party_id) references party.party (tenant_id, party_id)
);
create index delivery_address_current on party.delivery_address (tenant_id, party_id) where recorded_to is null;
select platform.protect_table('party.delivery_address', 'history');

create view party.pub_party with (security_invoker = true) as
  select p.tenant_id, p.party_id, p.number, p.kind, p.resident_id, f.name, f.kana, f.corporate_number, f.postal_code, f.address
  from party.party p
  left join party.profile f on f.tenant_id = p.tenant_id and f.party_id = p.party_id and f.recorded_to is null;
grant select on party.pub_party to yakuba_app;
