import Testing

@testable import RoadWave

@Suite("Creator and live identities")
struct UserIDTests {
    @Test("a token that is a UUID is the creator")
    func uuid() {
        #expect(
            UserID(token: "7F3B1F5E-2222-4C58-9A59-0D8A4F0D9B11").description
                == "7f3b1f5e-2222-4c58-9a59-0d8a4f0d9b11")
    }

    @Test("any other token has its UUID version 5, as Python's uuid5(NAMESPACE_URL, …) makes it")
    func version5() {
        // uuid.uuid5(uuid.NAMESPACE_URL, "urn:roadwave:creator:createur")
        #expect(UserID(token: "createur").description == "c7544628-9ed2-57a2-8817-a6bfd775040d")
        #expect(UserID(token: "createur") != UserID(token: "Createur"))
    }

    @Test("a live's identity is a random UUID version 4")
    func live() {
        let id = LiveID()
        let text = Array(id.description)
        #expect(text[14] == "4")
        #expect("89ab".contains(text[19]))
        #expect(LiveID(id.description) == id)
        #expect(LiveID() != id)
    }

    @Test(
        "an identity is read in its canonical form, whose letters may be capitals, and in no other",
        arguments: ["", "x", "7f3b1f5e22224c589a590d8a4f0d9b11", "{7f3b1f5e-2222-4c58-9a59-0d8a4f0d9b11}"])
    func notCanonical(text: String) {
        #expect(LiveID(text) == nil)
        #expect(LiveID("7F3B1F5E-2222-4C58-9A59-0D8A4F0D9B11")?.description == "7f3b1f5e-2222-4c58-9a59-0d8a4f0d9b11")
    }
}
