import CRMCore

/// What a profile is found by, folded: each word of the names between spaces, each contact between tabulators.
///
/// `␠␠ada␠␠byron␠⇥⇥ada@example.com⇥⇥⇥12025550100⇥`: the signs around the words let an index of substrings answer what
/// begins with a text and what equals it. Two signs in front make three characters with the first letter of a word.
struct ProfileSearchText: Sendable, Hashable {
    let text: String
    /// The first one and two characters of each word, with the rank of the hit as a digit in front: a word of a name is 1,
    /// a contact 2.
    let prefixes: [String]

    static let nameMark = " "
    static let contactMark = "\t"
    /// Characters that the index of substrings needs; shorter texts are found as the beginning of a word.
    static let substringLength = 3

    /// Nil when there is nothing to find the profile by, save its id.
    init?(
        firstName: String?, lastName: String?, companyName: String?, email: String?, phone: String?,
        tags: [String] = []
    ) {
        // A tag is found like a name.
        let names = ([firstName, lastName, companyName].compactMap { $0 } + tags).flatMap { Folding.words($0) }
        let contacts = [email.map { Folding.fold($0) }, phone.flatMap { PhoneDigits($0)?.text }].compactMap { $0 }
        guard !names.isEmpty || !contacts.isEmpty else { return nil }
        let (name, contact) = (Self.nameMark, Self.contactMark)
        let nameText = names.isEmpty ? "" : names.map { name + name + $0 }.joined() + name
        text = nameText + contacts.map { contact + contact + $0 + contact }.joined()
        var seen: Set<String> = []
        var prefixes: [String] = []
        for (words, rank) in [(names, "1"), (contacts, "2")] {
            for word in words {
                for length in 1..<Self.substringLength where word.unicodeScalars.count >= length {
                    let prefix = String(String.UnicodeScalarView(word.unicodeScalars.prefix(length)))
                    if seen.insert(prefix).inserted { prefixes.append(rank + prefix) }
                }
            }
        }
        self.prefixes = prefixes
    }
}
