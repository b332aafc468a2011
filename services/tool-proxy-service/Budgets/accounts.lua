-- What reserve.lua and settle.lua share: it stands before each of them. The same arithmetic as AccountSlots.cs and the windows; all numbers are
-- exact up to 2^53. Key shapes: BudgetKeys.cs.
local time = redis.call('TIME')
local wall = time[1] * 1000 + math.floor(time[2] / 1000)
local slots_per_window, slots_kept = 60, 61
local untold_kept = 40 * 24 * 3600 * 1000

local function text(number)
  return string.format('%.0f', number)
end

-- A key is kept at least so long from now on.
local function keep(key, ms)
  redis.call('PEXPIRE', key, text(math.max(ms, redis.call('PTTL', key))))
end

-- A field that is zero is not kept.
local function add(key, field, amount)
  if amount ~= 0 and redis.call('HINCRBY', key, field, text(amount)) == 0 then
    redis.call('HDEL', key, field)
  end
end

-- What a call was charged in one account: the rebuild of the account, slot, amount held, and 'h' held | 'l' lapsed | 'e' ended.
-- Of another rebuild it says nothing.
local function charge_of(value, rebuild)
  if value then
    local of, slot, held, state = string.match(value, '^(%S+) (%S+) (%S+) (%a)$')
    if of == rebuild then
      return { slot = slot, held = tonumber(held), state = state }
    end
  end
  return nil
end

local function charge_text(rebuild, slot, held, state)
  return rebuild .. ' ' .. slot .. ' ' .. text(held) .. ' ' .. state
end

-- kind 'c': first and last are the calendar window's start and end; 's': first is the length of a sliding window.
local function load(key, kind, first, last, now)
  local account = { key = key, rebuild = '', began = 0, spent = 0, held = 0, overrun = 0, told = {}, gone = {}, slots = {}, used = {}, newest = 0 }
  local amounts = {}
  local fields = redis.call('HGETALL', key)
  for i = 1, #fields, 2 do
    local name, value = fields[i], fields[i + 1]
    local what = string.sub(name, 1, 1)
    if name == 'g' then
      account.rebuild = value
    elseif name == 'b' then
      account.began = tonumber(value)
    elseif what == 't' then
      account.told[string.sub(name, 2)] = tonumber(value)
    else
      local slot = tonumber(string.sub(name, 2))
      account.newest = math.max(account.newest, slot)
      amounts[#amounts + 1] = { name, what, slot, tonumber(value) }
    end
  end

  local oldest
  if kind == 'c' then
    account.slot, oldest, account.stretch = first, first, last
  else
    account.slot = math.max(math.floor(now * slots_per_window / first), account.newest)
    oldest = account.slot - slots_kept + 1
    account.stretch = (math.floor(now / first) + 1) * first
  end

  for _, amount in ipairs(amounts) do
    local name, what, slot, value = unpack(amount)
    if slot < oldest then
      account.gone[#account.gone + 1] = name
    elseif what == 's' then
      account.spent = account.spent + value
    elseif what == 'h' then
      account.held = account.held + value
    else
      account.overrun = account.overrun + value
    end
    if slot >= oldest and what ~= 'o' then
      if not account.used[slot] then
        account.slots[#account.slots + 1] = slot
      end
      account.used[slot] = (account.used[slot] or 0) + value
    end
  end
  return account
end

-- The thresholds ('percent:amount …') that spending has reached and that were not told in this stretch, e.g. '50,80'. Each stays untold (KEYS[4])
-- until somebody has stored it.
local function cross(account, thresholds, now)
  local crossed = {}
  for percent, amount in string.gmatch(thresholds, '(%d+):(%d+)') do
    if account.spent >= tonumber(amount) and (account.told[percent] or 0) <= now then
      account.told[percent] = account.stretch
      redis.call('HSET', account.key, 't' .. percent, text(account.stretch))
      redis.call('HSET', KEYS[4], percent .. ' ' .. text(account.stretch) .. ' ' .. account.key, text(now) .. ' ' .. text(account.spent))
      redis.call('PEXPIRE', KEYS[4], untold_kept)
      crossed[#crossed + 1] = percent
    end
  end
  return table.concat(crossed, ',')
end

-- See BudgetRoom.
local function resets_at(account, kind, first, last, limit, needed, now)
  if kind == 'c' then
    return last
  end
  table.sort(account.slots)
  local used, resets = account.spent + account.held, now
  local is_short = used + needed > limit
  for _, slot in ipairs(account.slots) do
    if account.used[slot] ~= 0 then
      used = used - account.used[slot]
      resets = math.ceil((slot + slots_kept) * first / slots_per_window)
      if is_short and used + needed <= limit then
        break
      end
    end
  end
  return resets
end
