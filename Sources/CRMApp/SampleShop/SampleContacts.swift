/// Numbers that a regulator keeps for films and books, so that nobody can be called.
enum SamplePhonePlan: Int, CaseIterable {
    case northAmerica, unitedKingdom, germany, france

    private static let areaCodes = [
        "202", "206", "212", "303", "312", "415", "503", "512", "514", "602", "612", "617", "702", "713", "718", "808",
    ]

    /// How many different numbers the plan has.
    var capacity: Int {
        switch self {
        case .northAmerica: SamplePhonePlan.areaCodes.count * 100
        case .unitedKingdom, .germany: 1000
        case .france: 10_000
        }
    }

    /// E.164, for an index below the capacity.
    func number(at index: Int) -> String {
        switch self {
        case .northAmerica: "+1\(SamplePhonePlan.areaCodes[index / 100])55501\(digits(index % 100, count: 2))"
        case .unitedKingdom: "+447700900\(digits(index, count: 3))"
        case .germany: "+493023125\(digits(index, count: 3))"
        case .france: "+3363998\(digits(index, count: 4))"
        }
    }

    private func digits(_ value: Int, count: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}

/// Gives out e-mail addresses and telephone numbers, none of them twice.
struct SampleContacts {
    private var locals: Set<String> = []
    private var phonesGiven = [Int](repeating: 0, count: SamplePhonePlan.allCases.count)

    /// Prime to the capacity of every plan, so that the walk meets each number once.
    private static let phoneStride = 387
    /// The domains of RFC 2606 §3.
    private static let domains = ["example.com", "example.org", "example.net"]

    mutating func email(first: String, last: String, random: inout SampleRandom) -> String {
        let (first, last) = (SampleContacts.folded(first), SampleContacts.folded(last))
        let shapes = ["\(first).\(last)", "\(first)\(last)", "\(first.prefix(1)).\(last)", "\(last).\(first)"]
        let base = shapes[random.weightedIndex([6, 2, 2, 1])]
        var local = base
        var count = 1
        while !locals.insert(local).inserted {
            count += 1
            local = "\(base)\(count)"
        }
        return "\(local)@\(SampleContacts.domains[random.weightedIndex([6, 2, 2])])"
    }

    /// Nil when every number of the plan is given out.
    mutating func phone(of plan: SamplePhonePlan) -> String? {
        let given = phonesGiven[plan.rawValue]
        guard given < plan.capacity else { return nil }
        phonesGiven[plan.rawValue] = given + 1
        return plan.number(at: given * SampleContacts.phoneStride % plan.capacity)
    }

    /// Lower-case ASCII letters and hyphens.
    private static func folded(_ name: String) -> String {
        var result = ""
        for character in name.lowercased() {
            if character.isASCII {
                if character.isLetter || character == "-" { result.append(character) }
            } else {
                result += plainLetters[character] ?? ""
            }
        }
        return result
    }

    private static let plainLetters: [Character: String] = {
        let groups = [
            ("a", "àáâãäåāăąạảấầẩẫậắằẳẵặ"), ("ae", "æ"), ("c", "çćč"), ("d", "đď"), ("e", "èéêëēęěẹễếềệẹ́"), ("g", "ğ"),
            ("i", "ìíîïīıĩỉị"), ("l", "ł"), ("n", "ñńň"), ("o", "òóôõöøōőơọỏốồổỗộớờởợ"), ("s", "śşšṣ"), ("ss", "ß"),
            ("th", "þ"), ("u", "ùúûüūǚủụưứừửữự"), ("uo", "ươ"), ("y", "ýÿỳỹ"), ("z", "źżž"),
        ]
        var letters: [Character: String] = [:]
        for (plain, accented) in groups {
            for letter in accented where letters[letter] == nil { letters[letter] = plain }
        }
        return letters
    }()
}
