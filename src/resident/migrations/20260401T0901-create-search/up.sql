create extension if not exists btree_gin;

-- One row for each name a person bears or bore. Keys are folded by the program: kana without voicing, spaces and long
-- marks; kanji by their variant group, without selectors.
create table resident.name_key (
  tenant_id integer not null,
  person_id uuid not null,
  key_no smallint not null,
  kind text collate "C" not null check (kind in ('legal', 'former-surname', 'common', 'past')),
  kana text collate "C" not null,
  given_kana text collate "C" not null,
  name text collate "C" not null,
  birth_on date not null,
  sex text collate "C" not null,
  -- Last day on which the name was borne; null while it is.
  borne_until date,
  primary key (tenant_id, person_id, key_no)
);
create index name_key_kana on resident.name_key (tenant_id, kana) include (birth_on, person_id, key_no);
create index name_key_given_kana on resident.name_key (tenant_id, given_kana) include (birth_on, person_id, key_no);
create index name_key_name on resident.name_key (tenant_id, name) include (birth_on, person_id, key_no);
create index name_key_birth on resident.name_key (tenant_id, birth_on) include (person_id, key_no) where key_no = 1;
-- Derived from the history and made anew with each change of it.
select platform.protect_table('resident.name_key', 'work');

-- Pairs of neighbouring characters of a key: two kanji in the middle of a name are found by one of them.
create function resident.bigrams(kana text, name text) returns text[] language sql immutable parallel safe
  as $$ select array_agg(distinct pair) from (
    select pg_catalog.substr(kana, i, 2) as pair from pg_catalog.generate_series(1, greatest(pg_catalog.length(kana) - 1, 1)) as i
    union all
    select pg_catalog.substr(name, i, 2) from pg_catalog.generate_series(1, greatest(pg_catalog.length(name) - 1, 1)) as i) as pairs $$;
create index name_key_bigrams on resident.name_key using gin (tenant_id, resident.bigrams(kana, name));

-- The one function that reads past row security: containment is not leak-proof, so that the planner would refuse the
-- index under a policy. It filters on the connection's own tenant, gives ids only, and never more than 1,001.
-- `pairs` is a list of lists: a name is a candidate when it has all pairs of any one list.
create function resident.find_names(pairs jsonb, born_from date, born_to date) returns table (person_id uuid, key_no smallint)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  town integer := platform.tenant();
begin
  if town is null then raise exception 'search without a tenant'; end if;
  return query
    select distinct n.person_id, n.key_no
    from jsonb_array_elements(pairs) as wanted(list)
    cross join lateral (
      select k.person_id, k.key_no from resident.name_key k
      where k.tenant_id = town
        and resident.bigrams(k.kana, k.name) @> array(select jsonb_array_elements_text(wanted.list))
        and (born_from is null or k.birth_on >= born_from) and (born_to is null or k.birth_on <= born_to)
      limit 1001) as n
    limit 1001;
end $$;
grant usage, create on schema resident to yakuba_search;
grant usage on schema platform to yakuba_search;
grant select on resident.name_key to yakuba_search;
alter function resident.find_names(jsonb, date, date) owner to yakuba_search;
revoke create on schema resident from yakuba_search;
revoke execute on function resident.find_names(jsonb, date, date) from public;
grant execute on function resident.find_names(jsonb, date, date) to yakuba_app;
