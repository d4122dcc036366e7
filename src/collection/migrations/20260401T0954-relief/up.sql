create table collection.relief (
  tenant_id integer not null,
  relief_id uuid not null,
  party_id uuid not null,
  ground text collate "C" not null,
  effect text collate "C" not null check (effect in ('all', 'half', 'extension-rate')),
  is_deferring boolean not null,
  from_on date not null,
  until_on date not null check (until_on >= from_on),
  reason text not null,
  applied_on date not null,
  proposed_at timestamptz not null,
  proposed_by uuid not null,
  decided_at timestamptz,
  decided_by uuid,
  is_granted boolean,
  decided_reason text,
  document_id uuid,
  ended_on date,
  ended_reason text,
  ended_document_id uuid,
  check (decided_by is null or decided_by <> proposed_by),
  check ((decided_at is null) = (is_granted is null)),
  primary key (tenant_id, relief_id)
);
create index relief_party on collection.relief (tenant_id, party_id);
create index relief_waiting on collection.relief (tenant_id, proposed_at) where decided_at is null;
create index relief_ending on collection.relief (tenant_id, until_on) where is_granted and ended_on is null;
select platform.protect_table('collection.relief', 'history');

create table collection.relief_charge (
  tenant_id integer not null,
  relief_id uuid not null,
  charge_id uuid not null,
  primary key (tenant_id, relief_id, charge_id),
  foreign key (tenant_id, relief_id) references collection.relief (tenant_id, relief_id),
  foreign key (tenant_id, charge_id) references collection.charge (tenant_id, charge_id)
);
create index relief_charge_charge on collection.relief_charge (tenant_id, charge_id);
select platform.protect_table('collection.relief_charge', 'append');
