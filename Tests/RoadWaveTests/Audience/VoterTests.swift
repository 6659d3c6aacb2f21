import Testing

@testable import RoadWave

@Suite("Pseudonyms of voters")
struct VoterTests {
    private let ada = UserID(token: "ada")
    private let live = LiveID()

    @Test("a user has one pseudonym in a live, and a different one in each other live; so has each other user")
    func names() {
        let names = VoterNames(secret: "s3cret")
        let name = names.voter(ada, in: live)
        #expect(names.voter(ada, in: live) == name)
        #expect(VoterNames(secret: "s3cret").voter(ada, in: live) == name)
        #expect(names.voter(ada, in: LiveID()) != name)
        #expect(names.voter(UserID(token: "bob"), in: live) != name)
    }

    @Test("without the secret, a pseudonym does not reveal its user")
    func secret() {
        let name = VoterNames(secret: "s3cret").voter(ada, in: live)
        #expect(VoterNames(secret: nil).voter(ada, in: live) != name)
        #expect(VoterNames(secret: "other").voter(ada, in: live) != name)
        #expect(!name.description.contains(ada.description.prefix(8)))
    }

    @Test("a pseudonym is parsed, and no other text is", arguments: ["", "x", "0123456789abcdef0123456789abcdeG"])
    func text(other: String) {
        let name = VoterNames(secret: nil).voter(ada, in: live)
        #expect(name.description.count == 32)
        #expect(Voter(name.description) == name)
        #expect(Voter(other) == nil)
        #expect(Voter(name.description.uppercased() + "0") == nil)
    }

    @Test("a random pseudonym is different each time")
    func nobody() {
        #expect(Voter.nobody() != Voter.nobody())
        #expect(Voter(Voter.nobody().description) != nil)
    }
}
