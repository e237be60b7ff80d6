/// Names that go together and the places where people with such names live in the sample shop.
struct SampleCulture {
    /// Share of the customers.
    let weight: Double
    let places: [SamplePlace]
    let firstNames: [String]
    let lastNames: [String]

    init(weight: Double, places: [SamplePlace], firstNames: String, lastNames: String) {
        self.weight = weight
        self.places = places
        self.firstNames = firstNames.split(separator: ",").map { String($0.drop(while: \.isWhitespace)) }
        self.lastNames = lastNames.split(separator: ",").map { String($0.drop(while: \.isWhitespace)) }
    }
}

/// Where a customer lives, as far as a profile shows it.
struct SamplePlace {
    let language: String
    let timeZone: String
    /// Nil where no numbers are kept for fiction.
    let phonePlan: SamplePhonePlan?

    static let newYork = SamplePlace(language: "en", timeZone: "America/New_York", phonePlan: .northAmerica)
    static let chicago = SamplePlace(language: "en", timeZone: "America/Chicago", phonePlan: .northAmerica)
    static let losAngeles = SamplePlace(language: "en", timeZone: "America/Los_Angeles", phonePlan: .northAmerica)
    static let montreal = SamplePlace(language: "fr", timeZone: "America/Toronto", phonePlan: .northAmerica)
    static let london = SamplePlace(language: "en", timeZone: "Europe/London", phonePlan: .unitedKingdom)
    static let dublin = SamplePlace(language: "en", timeZone: "Europe/Dublin", phonePlan: nil)
    static let berlin = SamplePlace(language: "de", timeZone: "Europe/Berlin", phonePlan: .germany)
    static let paris = SamplePlace(language: "fr", timeZone: "Europe/Paris", phonePlan: .france)
    static let madrid = SamplePlace(language: "es", timeZone: "Europe/Madrid", phonePlan: nil)
    static let rome = SamplePlace(language: "it", timeZone: "Europe/Rome", phonePlan: nil)
    static let warsaw = SamplePlace(language: "pl", timeZone: "Europe/Warsaw", phonePlan: nil)
    static let stockholm = SamplePlace(language: "sv", timeZone: "Europe/Stockholm", phonePlan: nil)
    static let tokyo = SamplePlace(language: "ja", timeZone: "Asia/Tokyo", phonePlan: nil)
}

extension SampleCulture {
    static let all = english + european + wider

    private static let english = [
        SampleCulture(
            weight: 24, places: [.newYork, .chicago, .losAngeles],
            firstNames: """
                James, Emily, Michael, Ashley, Christopher, Jessica, Tyler, Hannah, Brandon, Madison, Ethan, Olivia, \
                Jacob, Abigail, Marcus, Destiny, Logan, Grace, Walter, Dorothy, Caleb, Naomi, Isaiah, Zoe, Henry, Ruth
                """,
            lastNames: """
                Smith, Johnson, Williams, Brown, Davis, Miller, Wilson, Moore, Taylor, Anderson, Jackson, White, \
                Harris, Washington, Clark, Lewis, Robinson, Walker, Young, King, Wright, Hill, Baker, Carter, Reed, \
                Brooks
                """),
        SampleCulture(
            weight: 17, places: [.london, .london, .dublin],
            firstNames: """
                Oliver, Amelia, Harry, Isla, George, Poppy, Callum, Freya, Rhys, Seren, Siobhán, Ciarán, Aoife, \
                Niamh, Seán, Gráinne, Hamish, Eilidh, Alistair, Imogen, Nigel, Beatrix
                """,
            lastNames: """
                O'Brien, O'Connor, O'Neill, MacDonald, McAllister, Murphy, Byrne, Davies, Evans, Llewellyn, Hughes, \
                Thompson, Wood, Ashworth, Bennett, Fraser, Campbell, Stewart, Parker-Jones, Whitfield, Ní Dhomhnaill
                """),
    ]

    private static let european = [
        SampleCulture(
            weight: 11, places: [.berlin],
            firstNames: """
                Lukas, Anna, Jürgen, Käthe, Jonas, Lena, Björn, Heike, Matthias, Sabine, Finn, Marlene, Jörg, Ulrike
                """,
            lastNames: """
                Müller, Schmidt, Schröder, Weiß, Krüger, Böhm, Hoffmann, Vogel, Jäger, Lindner, Groß, Fuchs, \
                von Arnim, Köhler
                """),
        SampleCulture(
            weight: 9, places: [.paris, .paris, .montreal],
            firstNames: """
                Élodie, François, Chloé, Rémi, Zoë, Hélène, Loïc, Maëlle, Benoît, Anaïs, Jean-Luc, Marie-Claire, Théo
                """,
            lastNames: """
                Lefèvre, D'Amboise, Dubois, Gauthier, Bérubé, L'Écuyer, Moreau, Côté, Rousseau, Mercier, Façade-Noël, \
                Tremblay, Garçon
                """),
        SampleCulture(
            weight: 8, places: [.madrid, .losAngeles],
            firstNames: "José, María, Íñigo, Lucía, Andrés, Ximena, Joaquín, Sofía, Raúl, Begoña, Martín, Inés, Camila",
            lastNames: """
                García López, Núñez, Fernández, Ibáñez, Peña, Rodríguez, Muñoz, Castaño, Ortega, Vázquez, Domínguez, \
                Iglesias
                """),
        SampleCulture(
            weight: 5, places: [.rome],
            firstNames: "Giulia, Niccolò, Alessandro, Chiara, Matteo, Noemi, Luca, Beatrice, Davide, Ilaria",
            lastNames: "D'Angelo, Dell'Acqua, Rossi, Conti, Bianchi, Marchetti, De Santis, Greco, Ferrari, Colombo"),
        SampleCulture(
            weight: 4, places: [.warsaw, .london],
            firstNames: "Zofia, Paweł, Małgorzata, Łukasz, Agnieszka, Michał, Bożena, Grzegorz, Ola, Wojciech",
            lastNames: "Wiśniewska, Kowalczyk, Wójcik, Zając, Dąbrowski, Król, Piątek, Szymański, Gołąb, Nowak"),
        SampleCulture(
            weight: 4, places: [.stockholm],
            firstNames: "Åsa, Göran, Søren, Ingrid, Mårten, Þóra, Lars, Astrid, Bjørn, Solveig, Jens, Märta",
            lastNames: "Åkesson, Lindström, Sørensen, Østergaard, Bergström, Jónsdóttir, Nygård, Holm, Håkansson"),
    ]

    private static let wider = [
        SampleCulture(
            weight: 3, places: [.berlin],
            firstNames: "Ayşe, Mehmet, Çağla, Emre, Özlem, Barış, Gülşen, Kerem, Şirin, Tolga",
            lastNames: "Yıldız, Öztürk, Çelik, Aydın, Şahin, Doğan, Koç, Erdoğdu, Güneş, Kılıç"),
        SampleCulture(
            weight: 4, places: [.london, .newYork, .chicago],
            firstNames: "Priya, Arjun, Ananya, Rohan, Lakshmi, Vikram, Kavya, Sanjay, Meera, Farhan, Harpreet, Nikhil",
            lastNames: "Patel, Sharma, Iyer, Reddy, Singh, Chatterjee, Nair, Khan, Gupta, Deshmukh, Kaur, Menon"),
        SampleCulture(
            weight: 3, places: [.losAngeles, .newYork, .london],
            firstNames: "Wei, Mei-Ling, Jun, Xiùyīng, Hao, Lìhuá, Kai, Yuèmíng, Bo, Jing",
            lastNames: "Wáng, Li, Zhāng, Chen, Liú, Huang, Zhào, Wu, Lǚ, Xu"),
        SampleCulture(
            weight: 2, places: [.tokyo],
            firstNames: "Haruto, Yūko, Sakura, Kenji, Ryō, Ayumi, Daichi, Naoko, Shōta, Emi",
            lastNames: "Satō, Suzuki, Takahashi, Itō, Yamamoto, Kobayashi, Katō, Ōno, Mori, Endō"),
        SampleCulture(
            weight: 2, places: [.paris, .losAngeles],
            firstNames: "Linh, Đức, Thảo, Minh, Hương, Quang, Ngọc, Tuấn, Mai, Bảo",
            lastNames: "Nguyễn, Trần, Lê, Phạm, Hoàng, Đặng, Bùi, Võ, Đỗ, Lý"),
        SampleCulture(
            weight: 3, places: [.paris, .london, .newYork],
            firstNames: "Layla, Omar, Yasmin, Khalid, Noor, Tariq, Salma, Youssef, Amina, Rashid",
            lastNames: "Al-Sayed, Haddad, Ben Ali, Mansour, El-Masri, Aziz, Khoury, Nasser, Farouk, Bouzid"),
        SampleCulture(
            weight: 3, places: [.london, .newYork],
            firstNames: "Chidi, Ngozi, Adébáyò, Fọlákẹ́, Emeka, Zainab, Kwame, Abena, Tunde, Wanjiru",
            lastNames: "Okafor, Adéyemí, Balogun, Mensah, N'Diaye, Eze, Owusu, Kamau, Abubakar, Olúwaṣeun"),
    ]
}
