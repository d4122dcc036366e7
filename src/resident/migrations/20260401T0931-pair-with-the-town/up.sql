-- Pairs of neighbouring characters of a key, each with its town: one list of the index answers, where the list of a whole town was walked through beside it.
create function resident.pairs(town integer, kana text, name text) returns text[] language plpgsql immutable parallel safe as $$
declare
  prefix text := town || ':';
  pairs text[] := '{}';
begin
  for i in 1..greatest(length(kana) - 1, 1) loop pairs := array_append(pairs, prefix || substr(kana, i, 2)); end loop;
  for i in 1..greatest(length(name) - 1, 1) loop pairs := array_append(pairs, prefix || substr(name, i, 2)); end loop;
  return pairs;
end $$;
drop index resident.name_key_bigrams;
create index name_key_bigrams on resident.name_key using gin (resident.pairs(tenant_id, kana, name)) with (gin_pending_list_limit = 256);

-- The search inside names gives what a list is ordered and counted by besides the ids: a thousand candidates are not read twice. Who is shown is read under the policy.
-- It filters on the connection's own tenant and never gives more than 1,001. `pairs` is a list of lists: a name is a candidate when it has all pairs of any one list.
drop function resident.find_names(jsonb, date, date);
create function resident.find_names(pairs jsonb, born_from date, born_to date)
  returns table (person_id uuid, key_no smallint, kind text, borne_until date, kana text, name text, birth_on date, status text, status_from date)
  language plpgsql stable security definer rows 100 set search_path = pg_catalog, pg_temp as $$
declare
  town integer := platform.tenant();
begin
  if town is null then raise exception 'search without a tenant'; end if;
  return query
    select distinct on (n.person_id, n.key_no) n.person_id, n.key_no, n.kind, n.borne_until, n.kana, n.name, n.birth_on, n.status, n.status_from
    from jsonb_array_elements(pairs) as wanted(list)
    cross join lateral (
      select k.person_id, k.key_no, k.kind, k.borne_until, k.kana, k.name, k.birth_on, k.status, k.status_from from resident.name_key k
      where k.tenant_id = town
        and resident.pairs(k.tenant_id, k.kana, k.name) @> array(select town || ':' || pair from jsonb_array_elements_text(wanted.list) as pair)
        and (born_from is null or k.birth_on >= born_from) and (born_to is null or k.birth_on <= born_to)
      limit 1001) as n
    limit 1001;
end $$;
grant create on schema resident to yakuba_search;
alter function resident.find_names(jsonb, date, date) owner to yakuba_search;
revoke create on schema resident from yakuba_search;
revoke execute on function resident.find_names(jsonb, date, date) from public;
grant execute on function resident.find_names(jsonb, date, date) to yakuba_app;
drop function resident.bigrams(text, text);
