internal import RoadWave
internal import RoadWaveTestServices

/// What the scenario of the full node has beside the node: its creators, and the demand of one more.
struct CapacityScene: Sendable {
    /// What signs the tokens of the creators, the node's own.
    var keys: TokenKeys?
    /// The Redis in which the node counts slots.
    var redis: RedisServer?
    /// Those whose lives fill the node.
    var crowd: CreatorCrowd?
    /// What the creator who came last was answered.
    var answer: HTTPWitness.Answer?

    /// The last segment of each of these lives, when they were counted.
    var segments: [String: LiveCensus.ListedSegment] = [:]

    /// The lives of the premium creators who were let in.
    var premiumLives: [String] = []

    /// What a sabotage changes: the creators connect and say nothing.
    var crowdIsMute = false
    /// One of the creators ends the live too early.
    var oneLeavesEarly = false
    /// Two of the creators say the same.
    var twoSayTheSame = false
    /// Nobody goes away without a word.
    var nobodyVanishes = false
    /// The demand reaches a node that counts its lives alone.
    var demandGoesElsewhere = false
    /// The demand has no token.
    var demandIsAnonymous = false
    /// The tokens of premium creators do not say that they are.
    var tokensForgetPremium = false
    /// The premium creator comes back as somebody else.
    var premiumComesBackAsAnother = false
}
