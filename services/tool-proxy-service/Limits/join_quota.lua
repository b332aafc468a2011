-- Adds calls that a counter does not include: those of the history, or those of one replica.
-- KEYS[1]: the counter. ARGV: 'seed' to create the counter | 'add' to add to the counter of this rebuild,
-- the rebuild, when it began (Unix ms), memory in ms; then slot and count of each slot.
-- Returns 1; or 0, without a change, if the counter was created by another rebuild or does not exist.
local held = redis.call('HGET', KEYS[1], 'g')
if ARGV[1] == 'seed' then
  if held then
    return 0
  end
  redis.call('HSET', KEYS[1], 'g', ARGV[2], 't', ARGV[3])
elseif held ~= ARGV[2] then
  return 0
end

for i = 5, #ARGV, 2 do
  redis.call('HINCRBY', KEYS[1], ARGV[i], ARGV[i + 1])
end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
