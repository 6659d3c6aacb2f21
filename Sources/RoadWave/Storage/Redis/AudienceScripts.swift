/// The scripts of ``RedisAudience``. `AudienceLedger` is the same algorithm in Swift, and a test runs the two side by
/// side.
///
/// Dates are milliseconds since 1970. Of each live:
///
/// | key | holds |
/// |---|---|
/// | `live:ID:listeners`, `live:ID:likes`, `live:ID:reports` | integers, for other programs to read |
/// | `live:ID:heartbeats` | sorted set: listener → last heartbeat |
/// | `live:ID:listenings` | hash: listener → user and date of joining |
/// | `live:ID:users` | hash: user → listener |
/// | `live:ID:likers`, `live:ID:reporters` | sets of voters |
/// | `live:ID:peak` | integer: the most listeners so far |
/// | `live:ID:restored` | date of the restoration after a loss |
///
/// For all lives: the sorted sets `audience:lives` (live → last activity) and `audience:closed` (live → its end), and
/// `audience:sweep`, the date of the next sweep. The keys of a live carry no hash tag, so a cluster refuses the
/// scripts: the specification gives the names, and other programs rely on them.
/// See docs/decisions/redis.md, « One server, no cluster ».
enum AudienceScripts {
    /// The keys of ``join`` and the scripts below it, in the order in which `common` names them.
    static func keys(of live: LiveID) -> [String] {
        [
            "listeners", "likes", "reports", "heartbeats", "listenings", "users", "likers", "reporters", "peak",
            "restored",
        ]
        .map { key($0, of: live) } + [lives, closed]
    }

    /// The keys of ``due``.
    static let dueKeys = [lives, closed, "audience:sweep"]

    /// The keys of ``renew``.
    static let renewalKeys = [lives, closed]

    /// The integers of a live, in the order of ``AudienceCounts``, then the peak and the date of the restoration. The
    /// first one exists if the live is known.
    static func figureKeys(of live: LiveID) -> [String] {
        ["listeners", "likes", "reports", "peak", "restored"].map { key($0, of: live) }
    }

    /// Arguments: those of `common`. Returns `{'open'}`.
    static let open = RedisScript(
        common + """
            if not over() then
                sign()
                begin()
            end
            return {'open'}
            """)

    /// Arguments: now, then lives. Returns the lives that are unknown.
    static let renew = RedisScript(
        """
        local lives, closed = unpack(KEYS)
        local unknown = {}
        for index = 2, #ARGV do
            local live = ARGV[index]
            if redis.call('ZSCORE', lives, live) then
                redis.call('ZADD', lives, 'GT', ARGV[1], live)
            elseif not redis.call('ZSCORE', closed, live) then
                unknown[#unknown + 1] = live
            end
        end
        return unknown
        """)

    /// Arguments: those of `common`, then 1 for the last part of a record and otherwise 0, the peak, and the number of
    /// likers among the voters that follow; the others are reporters. Returns `{'restored'}`.
    static let restore = RedisScript(
        common + """
            if over() then return {'restored'} end
            local count = tonumber(ARGV[7])
            for index = 8, #ARGV do
                redis.call('SADD', index < 8 + count and likers or reporters, ARGV[index])
            end
            if ARGV[5] == '1' then
                if not known() then redis.call('SET', restored, ARGV[1]) end
                sign()
                begin()
                highest(tonumber(ARGV[6]))
            end
            redis.call('SET', likes, redis.call('SCARD', likers))
            redis.call('SET', reports, redis.call('SCARD', reporters))
            return {'restored'}
            """)

    /// Arguments: those of `common`, then listener, user, and the most listeners. Returns `{'joined'}`, `{'joined',
    /// former listener, its last heartbeat, its listening}`, `{'present', listener}`, or another `{JoinDecision}`.
    static let join = RedisScript(
        common + """
            local listener, user, maximum = ARGV[5], ARGV[6], tonumber(ARGV[7])
            if over() then return {'over'} end
            if not known() then return {'unknown'} end
            local answer = {'joined'}
            local present = redis.call('HGET', users, user)
            local last = present and redis.call('ZSCORE', heartbeats, present)
            if last and now - last < expiry then
                redis.call('ZADD', heartbeats, math.max(last, now), present)
                sign()
                return {'present', present}
            elseif last then
                answer = {'joined', present, last, redis.call('HGET', listenings, present)}
                remove(present)
            elseif redis.call('ZCARD', heartbeats) >= maximum then
                return {'full'}
            end
            redis.call('ZADD', heartbeats, now, listener)
            redis.call('HSET', listenings, listener, user .. ' ' .. ARGV[1])
            redis.call('HSET', users, user, listener)
            count()
            sign()
            return answer
            """)

    /// Arguments: those of `common`, then listener and user. Returns `{BeatDecision}`.
    static let beat = RedisScript(
        common + """
            local listener, user = ARGV[5], ARGV[6]
            if over() then return {'over'} end
            local last = tonumber(redis.call('ZSCORE', heartbeats, listener))
            if not last then return {known() and 'gone' or 'unknown'} end
            if owner(listener) ~= user then return {'foreign'} end
            if now - last >= expiry then return {'gone'} end
            redis.call('ZADD', heartbeats, math.max(last, now), listener)
            sign()
            return {'counted'}
            """)

    /// Arguments: those of `common`, then listener and user. Returns `{'left', last heartbeat, listening}`, or another
    /// `{LeaveDecision}`.
    static let leave = RedisScript(
        common + """
            local listener, user = ARGV[5], ARGV[6]
            local last = redis.call('ZSCORE', heartbeats, listener)
            if not last then return {'gone'} end
            if owner(listener) ~= user then return {'foreign'} end
            local listening = redis.call('HGET', listenings, listener)
            remove(listener)
            count()
            return {'left', last, listening}
            """)

    /// A user's like. Arguments: those of `common`, then the voter, and the most voters that are remembered. Returns
    /// `{ReactionDecision}`.
    static let like = reaction(voters: "likers", total: "likes")
    /// A user's report; as ``like``.
    static let report = reaction(voters: "reporters", total: "reports")

    /// Arguments: those of `common`, then a user, the user's pseudonym, and the pseudonym that replaces it, if there is
    /// one. Returns `{'erased'}`.
    static let erase = RedisScript(
        common + """
            local listener = redis.call('HGET', users, ARGV[5])
            if listener then
                remove(listener)
                count()
            end
            for voters, total in pairs({[likers] = likes, [reporters] = reports}) do
                if redis.call('SREM', voters, ARGV[6]) == 1 then
                    if ARGV[7] ~= '' then redis.call('SADD', voters, ARGV[7]) end
                    redis.call('SET', total, redis.call('SCARD', voters))
                end
            end
            return {'erased'}
            """)

    /// Arguments: those of `common`. Returns `{'closed'}`.
    static let close = RedisScript(
        common + """
            if not over() then
                sign()
                redis.call('ZREM', lives, live)
                redis.call('ZADD', closed, now, live)
            end
            return {'closed'}
            """)

    /// Arguments: those of `common`, then the most sessions to remove. Returns `{listener, last heartbeat, listening}`
    /// for each.
    static let sweep = RedisScript(
        common + """
            local ended = tonumber(redis.call('ZSCORE', closed, live))
            local limit = ended and '+inf' or (now - expiry)
            local found = redis.call(
                'ZRANGEBYSCORE', heartbeats, '-inf', limit, 'WITHSCORES', 'LIMIT', 0, ARGV[5])
            local sessions = {}
            for index = 1, #found, 2 do
                local listener = found[index]
                sessions[#sessions + 1] = {listener, found[index + 1], redis.call('HGET', listenings, listener)}
                remove(listener)
            end
            if #found > 0 then count() end
            local last = ended or tonumber(redis.call('ZSCORE', lives, live))
            if last and now - last >= retention and redis.call('ZCARD', heartbeats) == 0 then
                redis.call('DEL', listeners, likes, reports, heartbeats, listenings, users, likers, reporters, peak,
                    restored)
                redis.call('ZREM', lives, live)
                redis.call('ZREM', closed, live)
            end
            return sessions
            """)

    /// Arguments: now, and the sweep period and the retention in milliseconds. Returns the lives to sweep; in each
    /// period only the first node gets any.
    static let due = RedisScript(
        """
        local lives, closed, sweep = unpack(KEYS)
        local now, period, retention = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
        local due = tonumber(redis.call('GET', sweep))
        -- A clock that was turned back must not put it off for longer than a period.
        if due and now < due and due - now <= period then return {} end
        redis.call('SET', sweep, now + period)
        local found = redis.call('ZRANGE', lives, 0, -1)
        -- A few at a time: nobody waits for what is only forgotten.
        for _, live in ipairs(redis.call('ZRANGEBYSCORE', closed, '-inf', now - retention, 'LIMIT', 0, 100)) do
            found[#found + 1] = live
        end
        return found
        """)

    /// All lives that Redis has.
    static let all = [lives, closed].map { RedisCommand("ZRANGE", $0, "0", "-1") }

    /// Removes names from the lives that are swept.
    static func forget(_ names: [String]) -> [RedisCommand] {
        [lives, closed].map { RedisCommand(words: ["ZREM", $0] + names) }
    }

    private static let lives = "audience:lives"
    private static let closed = "audience:closed"

    private static func key(_ name: String, of live: LiveID) -> String { "live:\(live):\(name)" }

    private static func reaction(voters: String, total: String) -> RedisScript {
        RedisScript(
            common + """
                if over() then return {'over'} end
                if not known() then return {'unknown'} end
                if redis.call('SISMEMBER', \(voters), ARGV[5]) == 1 then return {'repeated'} end
                if redis.call('SCARD', \(voters)) >= tonumber(ARGV[6]) then return {'full'} end
                redis.call('SADD', \(voters), ARGV[5])
                redis.call('SET', \(total), redis.call('SCARD', \(voters)))
                sign()
                return {'counted'}
                """)
    }

    /// Arguments: now, the live, and the expiry and the retention in milliseconds.
    private static let common = """
        local listeners, likes, reports, heartbeats, listenings, users, likers, reporters, peak,
            restored, lives, closed = unpack(KEYS)
        local now, live, expiry, retention = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])

        local function over() return redis.call('ZSCORE', closed, live) end

        local function known() return redis.call('ZSCORE', lives, live) end

        -- The live is active.
        local function sign() redis.call('ZADD', lives, 'GT', now, live) end

        -- Its integers exist.
        local function begin()
            for _, key in ipairs({listeners, likes, reports, peak}) do redis.call('SET', key, 0, 'NX') end
        end

        local function highest(number)
            if number > tonumber(redis.call('GET', peak) or 0) then redis.call('SET', peak, number) end
        end

        local function count()
            local number = redis.call('ZCARD', heartbeats)
            redis.call('SET', listeners, number)
            highest(number)
        end

        local function owner(listener)
            return string.match(redis.call('HGET', listenings, listener) or '', '^[^ ]*')
        end

        local function remove(listener)
            redis.call('ZREM', heartbeats, listener)
            redis.call('HDEL', users, owner(listener))
            redis.call('HDEL', listenings, listener)
        end


        """
}
