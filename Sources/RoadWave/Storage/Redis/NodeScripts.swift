/// The scripts of ``RedisNodeRegistry``, each of which runs atomically in Redis. `NodeLedger` is the same algorithm in
/// Swift, and a test runs the two side by side.
///
/// The keys share a hash tag, so that a cluster keeps them together; dates are milliseconds since 1970:
///
/// | key | holds |
/// |---|---|
/// | `{nodes}:leases` | sorted set: node → when its lease runs out |
/// | `{nodes}:nodes` | hash: node → epoch of its lease, a space, root of its URLs |
/// | `{nodes}:epoch` | the last epoch that was given |
/// | `{nodes}:owners` | hash: live → node that runs it, or closes it |
/// | `{nodes}:lives` | hash: live → JSON (`LiveRecord`) |
/// | `{nodes}:over` | sorted set: live → when it was over |
/// | `{nodes}:unreported` | sorted set: live that is written as running and that no node reports → since when |
/// | `{nodes}:state` | hash: date of the `call` before, date when the registry is `settled`, of the next `reconciliation` |
enum NodeScripts {
    static let keys = ["leases", "nodes", "epoch", "owners", "lives", "over", "unreported", "state"].map {
        "{nodes}:\($0)"
    }

    /// Asks for each live's JSON. It changes nothing, so it needs no script.
    static func reported(_ ids: [LiveID]) -> RedisCommand {
        RedisCommand(words: ["HMGET", "{nodes}:lives"] + ids.map(\.description))
    }

    /// Makes the next script treat the registry as lost: it begins to settle.
    static let forgetting = RedisCommand("HDEL", "{nodes}:state", "call")

    /// Arguments: those of ``common``, then node, root of its URLs, last epoch that it knows, and each live with its
    /// JSON. Returns the epoch, then the given lives that are over.
    static let renew = RedisScript(
        common + """
            local node, url, known = ARGV[5], ARGV[6], tonumber(ARGV[7])
            advance()
            local held = alive(node) and tonumber(string.match(redis.call('HGET', nodes, node) or '', '^%d+'))
            if not held then
                held = math.max(tonumber(redis.call('GET', epoch)) or 0, known) + 1
                redis.call('SET', epoch, held)
            end
            redis.call('ZADD', leases, now + lease, node)
            redis.call('HSET', nodes, node, held .. ' ' .. url)
            local answer = {tostring(held)}
            for index = 8, #ARGV, 2 do
                if redis.call('ZSCORE', over, ARGV[index]) then
                    answer[#answer + 1] = ARGV[index]
                else
                    report(ARGV[index], node, ARGV[index + 1])
                end
            end
            return answer
            """)

    /// Arguments: those of ``common``, then live, node, JSON.
    static let report = RedisScript(
        common + """
            report(ARGV[5], ARGV[6], ARGV[7])
            return {'reported'}
            """)

    /// Arguments: those of ``common``, then live, node, JSON.
    static let end = RedisScript(
        common + """
            local live, node, document = ARGV[5], ARGV[6], ARGV[7]
            local owner = redis.call('HGET', owners, live)
            -- The first end of a live counts. Only a claimant may replace the end of its claimed live.
            local isOver = redis.call('ZSCORE', over, live)
            if isOver and owner ~= node or not isOver and not open(owner, node) then return {'kept'} end
            redis.call('HDEL', owners, live)
            redis.call('HSET', lives, live, document)
            if not isOver then redis.call('ZADD', over, now, live) end
            return {'ended'}
            """)

    /// Arguments: those of ``common``, then the live.
    /// Returns nothing, `{JSON}`, or `{JSON, node, root of its URLs, 1 while its lease stands}`.
    static let find = RedisScript(
        common + """
            local document = redis.call('HGET', lives, ARGV[5])
            if not document then return {} end
            local owner = redis.call('HGET', owners, ARGV[5])
            if not owner then return {document} end
            local url = string.match(redis.call('HGET', nodes, owner) or '', '^%d+ (.*)$') or ''
            return {document, owner, url, alive(owner) and 1 or 0}
            """)

    /// Arguments: those of ``common``, then the node. Returns `{1}` while its lease is valid, and nothing if it is not and
    /// the node may still have to report.
    static let isAlive = RedisScript(
        common + """
            if alive(ARGV[5]) then return {1} end
            local isForgotten = settlement > 0 and redis.call('HEXISTS', state, 'call') == 0
            if isForgotten or settling() then return {} end
            return {0}
            """)

    /// Arguments: those of ``common``. Returns for each node its identity, the root of its URLs, the remaining
    /// milliseconds of its lease, and its lives, separated by spaces.
    static let nodes = RedisScript(
        common + """
            local running, found = {}, {}
            local all = redis.call('HGETALL', owners)
            for index = 1, #all, 2 do
                local live, node = all[index], all[index + 1]
                if not redis.call('ZSCORE', over, live) then
                    running[node] = running[node] and running[node] .. ' ' .. live or live
                end
            end
            local known = redis.call('HGETALL', nodes)
            for index = 1, #known, 2 do
                local node = known[index]
                found[#found + 1] = node
                found[#found + 1] = string.match(known[index + 1], '^%d+ (.*)$') or ''
                found[#found + 1] = string.format('%.0f', (tonumber(redis.call('ZSCORE', leases, node)) or 0) - now)
                found[#found + 1] = running[node] or ''
            end
            return found
            """)

    /// Arguments: those of ``common``, then the most lives to return. Returns each live's JSON, its node, and
    /// for how many milliseconds the node's lease has been over; an empty text for a node without a lease.
    static let orphans = RedisScript(
        common + """
            advance()
            if settling() then return {} end
            local owning, found = {}, {}
            local all = redis.call('HGETALL', owners)
            for index = 1, #all, 2 do
                local live, node = all[index], all[index + 1]
                owning[node] = true
                if not alive(node) and #found < 3 * tonumber(ARGV[5]) then
                    found[#found + 1] = redis.call('HGET', lives, live) or ''
                    found[#found + 1] = node
                    local leaseEnd = redis.call('ZSCORE', leases, node)
                    found[#found + 1] = leaseEnd and string.format('%.0f', now - tonumber(leaseEnd)) or ''
                end
            end
            for _, node in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', now)) do
                if not owning[node] then leave(node) end
            end
            return found
            """)

    /// Arguments: those of ``common``, then live, owner, claimant, JSON. Returns `{1}` if the claimant now owns the
    /// live.
    static let claim = RedisScript(
        common + """
            local live, owner, claimant, document = ARGV[5], ARGV[6], ARGV[7], ARGV[8]
            advance()
            local present = redis.call('HGET', owners, live)
            if present == claimant and redis.call('ZSCORE', over, live) then return {1} end
            if settling() or present ~= owner or alive(owner) then return {0} end
            redis.call('HSET', owners, live, claimant)
            redis.call('HSET', lives, live, document)
            redis.call('ZADD', over, 'NX', now, live)
            return {1}
            """)

    /// Arguments: those of ``common``, then live and claimant.
    static let release = RedisScript(
        common + """
            local live, claimant = ARGV[5], ARGV[6]
            if redis.call('ZSCORE', over, live) and redis.call('HGET', owners, live) == claimant then
                redis.call('HSET', owners, live, nobody)
            end
            return {'released'}
            """)

    /// Arguments: those of ``common``. Returns `{1}` if it is the caller's turn.
    static let beginReconciliation = RedisScript(
        common + """
            advance()
            if settling() then return {0} end
            local due = tonumber(redis.call('HGET', state, 'reconciliation'))
            -- A clock that was turned back must not put it off for longer than a lease.
            if due and now < due and due - now <= lease then return {0} end
            redis.call('HSET', state, 'reconciliation', now + lease)
            return {1}
            """)

    /// Arguments: those of ``common``, then each live that is recorded as running with its JSON. Returns the JSON of
    /// the lives that are over and closed.
    static let reconcile = RedisScript(
        common + """
            advance()
            if settling() then return {} end
            local before, ended = {}, {}
            local all = redis.call('ZRANGE', unreported, 0, -1, 'WITHSCORES')
            for index = 1, #all, 2 do before[all[index]] = tonumber(all[index + 1]) end
            redis.call('DEL', unreported)
            for index = 5, #ARGV, 2 do
                local live, document = ARGV[index], ARGV[index + 1]
                if not redis.call('HGET', owners, live) then
                    local since = math.min(before[live] or now, now)
                    if redis.call('ZSCORE', over, live) then
                        ended[#ended + 1] = redis.call('HGET', lives, live) or nil
                    elseif now - since >= lease then
                        redis.call('HSET', owners, live, nobody)
                        redis.call('HSET', lives, live, document)
                    else
                        redis.call('ZADD', unreported, since, live)
                    end
                end
            end
            return ended
            """)

    /// Arguments: those of ``common``, then the node.
    static let leave = RedisScript(
        common + """
            leave(ARGV[5])
            return {'left'}
            """)

    /// Arguments: now, the lease, the settling time, and how long ended lives are kept, in milliseconds.
    private static let common = """
        local leases, nodes, epoch, owners, lives, over, unreported, state = unpack(KEYS)
        local now, lease, settlement, kept = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
        local nobody = '\(NodeID.nobody)'

        local function alive(node)
            return (tonumber(redis.call('ZSCORE', leases, node)) or 0) > now
        end

        local function settling()
            return now < (tonumber(redis.call('HGET', state, 'settled')) or 0)
        end

        local function leave(node)
            redis.call('ZREM', leases, node)
            redis.call('HDEL', nodes, node)
        end

        -- Whether a node may report a running live: its own live, a new live, or a live without an owner.
        local function open(owner, node) return not owner or owner == node or owner == nobody end

        local function report(live, node, document)
            if redis.call('ZSCORE', over, live) then return end
            if not open(redis.call('HGET', owners, live), node) then return end
            redis.call('HSET', owners, live, node)
            redis.call('HSET', lives, live, document)
        end

        -- Begins to settle where the registry was forgotten, and forgets what was over long ago.
        local function advance()
            local call = tonumber(redis.call('HGET', state, 'call'))
            if settlement > 0 and (not call or math.abs(now - call) > lease) then
                redis.call('HSET', state, 'settled', now + settlement)
                call = now
            end
            redis.call('HSET', state, 'call', math.max(call or now, now))
            for _, live in ipairs(redis.call('ZRANGEBYSCORE', over, '-inf', now - kept)) do
                if redis.call('HEXISTS', owners, live) == 0 then
                    redis.call('ZREM', over, live)
                    redis.call('HDEL', lives, live)
                end
            end
        end


        """
}
