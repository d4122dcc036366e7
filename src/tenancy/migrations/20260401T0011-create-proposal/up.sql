-- A value that somebody proposes and somebody else decides; nothing reckons with it before.
create table tenancy.ordinance_proposal (
  tenant_id integer not null,
  id uuid not null,
  concept text collate "C" not null,
  valid_from date not null,
  value jsonb not null,
  published date not null,
  because jsonb not null,
  note text,
  reason text not null,
  state text not null check (state in ('open', 'approved', 'withdrawn')),
  proposed_by uuid not null,
  proposed_by_name text not null,
  proposed_at timestamptz not null,
  decided_by uuid,
  decided_by_name text,
  decided_at timestamptz,
  decided_reason text,
  version integer not null default 1,
  primary key (tenant_id, id)
);
create unique index ordinance_proposal_open on tenancy.ordinance_proposal (tenant_id, concept, valid_from) where state = 'open';
create index ordinance_proposal_at on tenancy.ordinance_proposal (tenant_id, proposed_at);
select platform.protect_table('tenancy.ordinance_proposal', 'history');
