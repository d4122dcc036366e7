-- The page on which somebody with a slip sees what is owed: how often it was opened and missed, and whether it is closed.
-- Kept by addressee, so that several slips of one person give no more tries than one.
create table collection.citizen_access (
  tenant_id integer not null,
  party_id uuid not null,
  opened integer not null,
  last_opened_at timestamptz,
  misses integer not null,
  closed_at timestamptz,
  closed_by_name text,
  reason text,
  primary key (tenant_id, party_id)
);
create index citizen_access_closed on collection.citizen_access (tenant_id, closed_at) where closed_at is not null;
select platform.protect_table('collection.citizen_access', 'history');

-- Wrong answers of a whole town in an hour, whoever gave them: numbers of slips follow each other and could be tried in turn.
create table collection.citizen_hour (
  tenant_id integer not null,
  hour timestamptz not null,
  misses integer not null,
  primary key (tenant_id, hour)
);
select platform.protect_table('collection.citizen_hour', 'history');
