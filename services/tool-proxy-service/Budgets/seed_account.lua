-- Creates an account from the history.
-- KEYS[1]: the account; KEYS[2]: the deadlines; KEYS[3]: the open calls of the writer.
-- ARGV: the rebuild, when it began (Unix ms), memory in ms, the beginning of the keys of calls, ms that calls are remembered, number of slots;
-- then slot and amount spent of each slot; then of each call that must be told apart: call id, slot, amount, 'h' under way | 'e' ended, deadline,
-- its name among the open calls ('' for a call of another process).
-- Amounts of ended calls are in the slots already, of calls under way they are not.
-- Returns 1; or 0, without a change, if the account exists.
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end

redis.call('HSET', KEYS[1], 'g', ARGV[1], 'b', ARGV[2])
local at = 7
for _ = 1, tonumber(ARGV[6]) do
  redis.call('HSET', KEYS[1], 's' .. ARGV[at], ARGV[at + 1])
  at = at + 2
end

for i = at, #ARGV, 6 do
  local id, slot, amount, state, deadline, open = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4], ARGV[i + 5]
  local call = ARGV[4] .. id
  redis.call('HSET', call, KEYS[1], ARGV[1] .. ' ' .. slot .. ' ' .. amount .. ' ' .. state)
  if state == 'h' then
    if amount ~= '0' then
      redis.call('HINCRBY', KEYS[1], 'h' .. slot, amount)
    end
    redis.call('ZADD', KEYS[2], 'GT', deadline, id)
    if open ~= '' then
      redis.call('ZADD', KEYS[3], deadline, open)
      redis.call('PEXPIRE', KEYS[3], math.max(tonumber(ARGV[5]), tonumber(redis.call('PTTL', KEYS[3]))))
    end
  end
  local remembered = math.max(tonumber(ARGV[5]), tonumber(redis.call('PTTL', call)))
  redis.call('PEXPIRE', call, string.format('%.0f', remembered))
end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
