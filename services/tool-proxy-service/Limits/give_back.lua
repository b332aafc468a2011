-- Returns one unit to each counter, to the slot it was taken from: only if the counter still is the rebuild that includes the unit,
-- and never below zero.
-- KEYS: the counters. ARGV: rebuild and slot of each.
for i, key in ipairs(KEYS) do
  local slot = ARGV[2 * i]
  if redis.call('HGET', key, 'g') == ARGV[2 * i - 1] and tonumber(redis.call('HGET', key, slot) or 0) > 0 then
    redis.call('HINCRBY', key, slot, -1)
  end
end
return 1
