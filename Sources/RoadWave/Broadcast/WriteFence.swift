/// The check before each playlist is written: whether this node certainly still owns its lives.
///
/// The check costs no round trip: the result comes from the renewals of the lease. See docs/decisions/nodes.md, « Redis
/// away ».
struct WriteFence: Sendable {
    /// The number of the lease; nil if it may have expired, so that another node may have closed the playlists.
    let heldEpoch: @Sendable () -> Int?

    /// The fence of a node on its own: no other node could take a live over.
    static let open = WriteFence { 0 }
}
