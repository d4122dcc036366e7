alter table party.profile add column birth_on date, add column sex text collate "C" check (sex in ('male', 'female', 'unknown'));

-- Which resident a person outside the register has become — 名寄せ. A version closes the one before; a link that was wrong is taken back by the next.
create table party.resident_link (
  tenant_id integer not null,
  outsider_id uuid not null,
  version smallint not null,
  resident_id uuid not null,
  state text collate "C" not null check (state in ('linked', 'unlinked')),
  evidence jsonb not null,
  reason text,
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  recorded_by uuid not null,
  primary key (tenant_id, outsider_id, version),
  foreign key (tenant_id, outsider_id) references party.party (tenant_id, party_id)
);
create unique index resident_link_now on party.resident_link (tenant_id, outsider_id) where recorded_to is null;
create index resident_link_resident on party.resident_link (tenant_id, resident_id) where recorded_to is null;
select platform.protect_table('party.resident_link', 'history');
