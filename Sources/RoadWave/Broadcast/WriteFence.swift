/// What is asked before each playlist is written: whether this node certainly still has its lives for itself.
///
/// The answer costs no round trip: the renewals of the lease keep it.
/// See docs/decisions/nodes.md, « Redis away ».
struct WriteFence: Sendable {
    /// The number of the lease; nil when it may have run out, so that another node may have closed the playlists.
    let heldEpoch: @Sendable () -> Int?

    /// That of a node on its own: nobody could take anything over.
    static let open = WriteFence { 0 }
}
