/// Lists of this area.
extension ListCase {
    private static let programs = TestShop.programs

    static let loyaltyCases: [ListCase] = programSorts.flatMap { $0 } + programFilters

    private static let programSorts: [[ListCase]] = [
        both(programs, "createdAt", "loyalty_programs_by_creation"),
        both(programs, "updatedAt", "loyalty_programs_by_change"),
        both(programs, "name", "loyalty_programs_by_name"),
    ]

    private static let programFilters: [ListCase] = [
        ListCase(programs, "programType=vip", "loyalty_programs_by_type"),
        ListCase(programs, "isActive=false", "loyalty_programs_by_activity"),
        ListCase(programs, "createdAfter=2023-11-14T22:14:00Z", "loyalty_programs_by_creation"),
        ListCase(programs, "createdBefore=2023-11-14T22:14:00Z", "loyalty_programs_by_creation"),
        ListCase(programs, "updatedAfter=2023-11-15T20:00:00Z&sort=updatedAt", "loyalty_programs_by_change"),
    ]
}
